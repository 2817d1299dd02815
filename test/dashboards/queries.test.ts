import { describe, expect, it } from 'vitest';
import { boards } from '../../dashboards/boards/index.ts';
import { marksOf } from '../../dashboards/grafana/annotations.ts';
import type { Board } from '../../dashboards/model/board.ts';
import { parsed, selectorsOf } from '../../dashboards/model/parts.ts';
import { ofHost } from '../../dashboards/model/selectors.ts';
import { seriesNames } from '../../src/alerts/series/samples-of.ts';
import { catalogueParts } from '../../src/cli/catalogue.ts';
import type { Expr } from '../../src/promql/syntax/ast.ts';
import { matchingLists, partsOf } from '../support/expression-parts.ts';

/** What Prometheus adds to every series, and the series that it makes itself. */
const OF_PROMETHEUS = ['job', 'instance'];
const MADE_BY_PROMETHEUS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped'];

/** Labels of every series that there is, by its name. */
const catalogue = new Map<string, readonly string[]>(MADE_BY_PROMETHEUS.map((name) => [name, []]));
for (const { metrics } of catalogueParts()) {
  for (const metric of metrics) {
    for (const name of seriesNames(metric)) {
      catalogue.set(name, name.endsWith('_bucket') ? [...metric.labels, 'le'] : metric.labels);
    }
  }
}
// Its labels are those that the alerts of the moment have.
const anyLabel = [...new Set([...catalogue.values()].flat())];
catalogue.set('netsteward_alerts', ['alertname', 'alertstate', 'severity', ...anyLabel]);

type Asked = { readonly what: string; readonly expr: string; readonly words: readonly string[]; readonly board: Board };

const asked: readonly Asked[] = boards.flatMap((board) => [
  ...board.rows.flatMap(({ panels }) =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expr, legend = '' }) => ({
        what: `${board.name}: ${panel.title} (${legend})`,
        expr,
        words: labelsIn(legend),
        board,
      })),
    ),
  ),
  ...(board.filters ?? []).map(({ name, metric, of }) => ({
    what: `${board.name}: $${name}`,
    expr: metric,
    words: [of],
    board,
  })),
  ...marksOf(board).map(({ name, expr, title, text }) => ({
    what: `${board.name}: ${name}`,
    expr,
    words: [...labelsIn(title), ...labelsIn(text)],
    board,
  })),
]);

describe('every question of every dashboard', () => {
  it.each(asked)('$what is PromQL about what there is', ({ expr, words, board }) => {
    const tree = parsed(expr);
    const selectors = selectorsOf(tree);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { name = '', matchers } of selectors) {
      expect(catalogue.has(name), `${name} is no metric`).toBe(true);
      for (const matcher of matchers) expect(catalogue.get(name), `of ${name}`).toContain(matcher.name);
    }
    const made = madeLabels(tree);
    const known = new Set([
      ...OF_PROMETHEUS,
      ...made,
      ...selectors.flatMap(({ name = '' }) => catalogue.get(name) ?? []),
    ]);
    for (const { labels } of matchingLists(tree)) for (const label of labels) expect(known, expr).toContain(label);
    for (const word of words) expect(known, `{{${word}}} is no label of ${expr}`).toContain(word);

    // Whatever stands in a selector, it is about the chosen host.
    const placed = parsed(ofHost(expr, board.scope).replaceAll(/\$(?!__)\w+/g, 'x'));
    for (const { matchers } of selectorsOf(placed)) {
      const own = matchers.filter((matcher) => OF_PROMETHEUS.includes(matcher.name)).map(({ name }) => name);
      expect(own).toEqual(board.scope === 'host' ? ['job', 'instance'] : ['job']);
    }
  });
});

describe('every panel', () => {
  const panels = boards.flatMap((board) =>
    board.rows.flatMap((row) => row.panels.map((panel) => ({ what: `${board.name}: ${panel.title}`, panel, board }))),
  );

  it.each(panels)('$what says what it means', ({ panel }) => {
    expect(panel.about).toMatch(/^\S.{15,}[.]$/);
    expect(panel.about).not.toContain('\n');
    if (panel.quiet !== undefined) expect(panel.quiet.why).toMatch(/^[a-z].+\.$/);
  });

  it.each(panels)('$what shows labels and values that it has', ({ panel }) => {
    const names = new Set(panel.queries.flatMap(({ expr }) => resultLabels(parsed(expr))));
    for (const { of } of panel.columns ?? []) {
      const isValue = panel.queries.some(({ legend }) => legend === of);
      expect(isValue || names.has(of), `${of} is neither a label nor a value of ${panel.title}`).toBe(true);
    }
    expect(panel.kind === 'table').toBe(panel.columns !== undefined);
  });

  it('has another title than the others of its row', () => {
    for (const { rows } of boards) {
      for (const { panels: some } of rows) {
        const titles = some.map(({ title }) => title);
        expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
      }
    }
  });
});

function labelsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name);
}

/** Labels that `label_replace` makes. */
function madeLabels(expr: Expr): readonly string[] {
  return partsOf(expr).flatMap((part) => {
    const made = part.kind === 'call' && part.name === 'label_replace' ? part.args[1] : undefined;
    return made?.kind === 'string' ? [made.value] : [];
  });
}

/** Labels that the series of a result may have. */
function resultLabels(expr: Expr): readonly string[] {
  const lists = partsOf(expr).flatMap((part) =>
    part.kind === 'binary' && part.matching.many !== undefined ? part.matching.include : [],
  );
  const inner = selectorsOf(expr).flatMap(({ name = '' }) => catalogue.get(name) ?? []);
  return [...OF_PROMETHEUS, ...madeLabels(expr), ...lists, ...inner];
}
