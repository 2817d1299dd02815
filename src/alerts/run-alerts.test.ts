import { describe, expect, it, onTestFinished } from 'vitest';
import type { Family, MetricDefinition } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { readRules } from './rule-files/read-rules.ts';
import { runAlerts } from './run-alerts.ts';
import { alertSettings } from './settings.ts';

const rulesOn = (...exprs: readonly string[]) => {
  const rules = exprs.map((expr, index) => ({ alert: `Alert${index}`, expr }));
  return readRules(JSON.stringify({ groups: [{ name: 'g', rules }] }), 'rules.yaml', 60_000);
};

const metric = (name: `netsteward_${string}`): MetricDefinition => {
  return { name, type: 'gauge', help: 'For tests.', labels: [], source: 'test' };
};

/** Rules on the collectors bond and numa, each with one figure, and how often each was asked for it. */
function run(...exprs: readonly string[]) {
  const asked = { bond: 0, numa: 0 };
  const alerts = runAlerts({
    settings: alertSettings.parse({}),
    groups: rulesOn(...exprs),
    collectorOf: (name) => ({ netsteward_bond_x: 'bond', netsteward_numa_x: 'numa' })[name],
    collectors: ['bond', 'numa'],
    kept: [],
    ownFamilies: () => [],
    ownName: 'agent',
    onNews: () => undefined,
  });
  onTestFinished(alerts.stop);
  const read = (collector: 'bond' | 'numa', value: number) => {
    const families = (): readonly Family[] => {
      asked[collector] += 1;
      return [{ definition: metric(`netsteward_${collector}_x`), points: [{ labels: [], value }] }];
    };
    const found = { outcome: 'ok', problems: [], states: new Map(), occurrences: [], durationSeconds: 0 } as const;
    const snapshot: Snapshot = { ...found, collector, readAt: Date.now(), polledAt: performance.now(), families };
    alerts.read(snapshot);
  };
  const firing = () => alerts.alerts().map(({ labels }) => labels.get('alertname'));
  return { asked, read, firing, replace: (...next: readonly string[]) => alerts.replace(rulesOn(...next)) };
}

describe('figures', () => {
  it('are made for rules that can see them, and for no others', () => {
    const { asked, read, firing } = run('netsteward_bond_x > 1');
    read('bond', 2);
    read('numa', 2);
    expect(asked).toEqual({ bond: 1, numa: 0 });
    expect(firing()).toEqual(['Alert0']);
  });

  it('are made of all readings for a rule that names no metric', () => {
    const { asked, read, firing } = run('{__name__=~".*_x"} > 1');
    read('bond', 2);
    read('numa', 1);
    expect(asked).toEqual({ bond: 1, numa: 1 });
    expect(firing()).toEqual(['Alert0']);
  });

  it('are made from the next reading on when new rules can see them, and not longer than that', () => {
    const { asked, read, firing, replace } = run('netsteward_bond_x > 1');
    read('numa', 2);
    replace('netsteward_numa_x > 1');
    expect(firing()).toEqual([]);
    read('numa', 2);
    expect(firing()).toEqual(['Alert0']);
    replace('netsteward_bond_x > 1');
    read('numa', 2);
    expect(asked).toEqual({ bond: 0, numa: 1 });
    replace('netsteward_numa_x > 1');
    read('numa', 0);
    expect(firing()).toEqual([]);
  });
});
