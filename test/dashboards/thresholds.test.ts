import { describe, expect, it } from 'vitest';
import { boards } from '../../dashboards/boards/index.ts';
import type { Panel } from '../../dashboards/model/board.ts';
import { parsed, selectorsOf } from '../../dashboards/model/parts.ts';
import { ruleNamed, shippedRules } from '../../dashboards/model/rules.ts';
import { stepsOf, thresholdOf } from '../../dashboards/model/thresholds.ts';

/** What the agent computes of a metric, on the scale of the alerts about it. */
const SAME_AS: Readonly<Record<string, string>> = {
  netsteward_conntrack_entries: 'netsteward_conntrack_fullest_namespace_ratio',
};

describe('thresholds', () => {
  it('are those of the rules that ship', () => {
    expect(thresholdOf('ConntrackFilling')).toEqual({ value: 0.8, wrong: 'above', tone: 'warning' });
    expect(thresholdOf('CertificateExpiring')).toEqual({ value: 14 * 86_400, wrong: 'below', tone: 'warning' });
    expect(thresholdOf('AgentMemoryHigh').value).toBe(512 * 2 ** 20);
    // What comes after the first comparison is about whether the alert matters.
    expect(thresholdOf('InterfaceReceiveErrors').value).toBe(0.01);
  });

  it('colour a scale from the bottom up, whichever side is the wrong one', () => {
    expect(stepsOf(['ConntrackNearlyFull', 'ConntrackFilling'])).toEqual([
      { value: null, tone: 'good' },
      { value: 0.8, tone: 'warning' },
      { value: 0.95, tone: 'critical' },
    ]);
    expect(stepsOf(['CertificateExpiring', 'CertificateExpiresSoon'])).toEqual([
      { value: null, tone: 'critical' },
      { value: 2 * 86_400, tone: 'warning' },
      { value: 14 * 86_400, tone: 'good' },
    ]);
  });

  it('of a rule that compares with nothing, or that is not there, are an error', () => {
    expect(() => thresholdOf('BondDown')).toThrow('BondDown compares nothing');
    expect(() => thresholdOf('NoSuchAlert')).toThrow('there is no alert NoSuchAlert');
    expect(() => stepsOf(['ConntrackFilling', 'CertificateExpiring'])).toThrow('wrong to different sides');
  });
});

describe('every threshold that a panel draws', () => {
  const all = boards.flatMap((board) =>
    board.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) => drawn(panel).map((alert) => ({ what: `${board.name}: ${panel.title}`, panel, alert }))),
    ),
  );

  it.each(all)('$alert in $what is about the metric that is shown', ({ panel, alert }) => {
    const shown = panel.queries.flatMap(({ expr }) => selectorsOf(parsed(expr)).map(({ name }) => name));
    const [first] = selectorsOf(parsed(ruleNamed(alert).expr));
    expect(
      [first?.name, SAME_AS[first?.name ?? '']].filter((name) => shown.includes(name)),
      panel.title,
    ).not.toEqual([]);
  });

  it.each(all)('$alert in $what is about the same window of time', ({ panel, alert }) => {
    const windows = (text: string) => [...text.matchAll(/\[(\d+[smh])\]/g)].map(([, window]) => window);
    const own = new Set(panel.queries.flatMap(({ expr }) => windows(expr)));
    for (const window of windows(ruleNamed(alert).expr).slice(0, 1)) expect(own).toContain(window);
  });
});

it('no alert that ships is forgotten by the dashboards', () => {
  const told = new Set(
    boards.flatMap(({ rows }) =>
      rows.flatMap(({ panels }) => panels.flatMap((panel) => [...drawn(panel), ...(panel.alerts ?? [])])),
    ),
  );
  expect(shippedRules.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
});

function drawn({ thresholds = [], columns = [] }: Panel): readonly string[] {
  return [...thresholds, ...columns.flatMap((column) => column.thresholds ?? [])];
}
