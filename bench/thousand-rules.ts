import { compileRules } from '../src/alerts/engine/compiled-rule.ts';
import { createEngine } from '../src/alerts/engine/engine.ts';
import { readRules } from '../src/alerts/rule-files/read-rules.ts';
import { createSeriesStore } from '../src/alerts/series/series-store.ts';
import type { Family, MetricDefinition } from '../src/core/metric.ts';

export const RULES = 1_000;
export const SERIES = 10_000;
export const COLLECTORS = 20;
const EACH = SERIES / RULES;

/** Kinds of rules as people write them, none of which fires. */
const EXPRESSIONS = [
  'rate(X[5m]) > 1e6',
  'X > 1e15',
  'sum by (bond) (rate(X[2m])) > 1e7',
  'increase(X[5m]) > 1e6 and X > 3',
  'X - X offset 1m > 1e9',
  'predict_linear(X[5m], 600) > 1e15',
  'max by (slave) (X) / on (slave) sum by (slave) (X) > 2',
  'X == 0',
  'changes(X[5m]) > 1000',
  'avg_over_time(X[2m]) > 1e15',
];

const nameOf = (rule: number) => `netsteward_bench_${rule}_total` as const;

/** A rule file of one group. */
export function ruleFileText(interval: string): string {
  const rules = Array.from({ length: RULES }, (_, rule) => {
    const expression = EXPRESSIONS[rule % EXPRESSIONS.length] ?? '';
    return `      - { alert: Rule${rule}, expr: "${expression.replaceAll('X', nameOf(rule))}" }`;
  });
  return `groups:\n  - name: bench\n    interval: ${interval}\n    rules:\n${rules.join('\n')}\n`;
}

const definitions = Array.from(
  { length: RULES },
  (_, rule): MetricDefinition => ({
    name: nameOf(rule),
    type: 'counter',
    help: 'x',
    labels: ['bond', 'slave'],
    source: '',
  }),
);

/** The reading of one of the collectors: every series has grown a little. */
export function reading(collector: number, round: number): readonly Family[] {
  return definitions
    .filter((_, rule) => rule % COLLECTORS === collector)
    .map((definition) => ({
      definition,
      points: Array.from({ length: EACH }, (_, row) => ({
        labels: [`bond${row % 3}`, `eth${row}`],
        value: 1e6 + round * 100 + row,
      })),
    }));
}

/** The rules on five minutes of all series, ready to be evaluated at the next moment. */
export function thousandRules() {
  const owners = new Map(definitions.map(({ name }, rule) => [String(name), `collector${rule % COLLECTORS}`]));
  const rules = compileRules(readRules(ruleFileText('15s'), 'bench.yaml', 15_000), (name) => owners.get(name), 300_000);
  const store = createSeriesStore(2 ** 27);
  const named = new Map(rules.flatMap(({ names, past }) => [...(names ?? [])].map((name) => [name, past] as const)));
  store.want({ named, all: undefined });
  const engine = createEngine({
    damping: { times: 5, within: 600_000, calm: 300_000 },
    kept: [],
    record: store.record,
  });
  let time = 1_700_000_000_000;
  let round = 0;
  const read = () => {
    time += 10_000;
    round += 1;
    for (let collector = 0; collector < COLLECTORS; collector += 1) {
      store.add({ collector: `collector${collector}`, time, families: reading(collector, round), announced: false });
    }
  };
  const evaluate = (which = rules) =>
    engine.evaluate(which, { time, source: store, lookback: 300_000, interval: 15_000, dialect: 3 }, () => false);
  for (let warm = 0; warm < 35; warm += 1) read();
  return {
    read,
    evaluate,
    ofOneCollector: rules.filter(({ sources }) => sources?.has('collector0')),
    bytes: () => store.figures().bytes,
  };
}
