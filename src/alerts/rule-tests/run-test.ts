import { planOf } from '../../promql/evaluate/plan.ts';
import { type Labels, labelsKey, labelsOf, METRIC_NAME, printLabels } from '../../promql/labels.ts';
import type { Series, SeriesSource } from '../../promql/series.ts';
import { numberOf } from '../../promql/syntax/literals.ts';
import { parseExpr } from '../../promql/syntax/parse.ts';
import type { Sample, Value } from '../../promql/value.ts';
import { ALERT_NAME, type Alert } from '../alert.ts';
import { compileRules } from '../engine/compiled-rule.ts';
import { createEngine } from '../engine/engine.ts';
import type { RuleGroup } from '../rule.ts';
import { createSeriesStore } from '../series/series-store.ts';
import type { RuleTest } from './schema.ts';
import { seriesOf } from './series-notation.ts';

const LOOKBACK = 300_000;
const MINUTE = 60_000;
const MEMORY = 2 ** 30;
const NEVER = { times: Number.MAX_SAFE_INTEGER, within: 1, calm: 0 };

/**
 * Runs one test of a file as promtool does: rules are evaluated every `interval` from time 0 on, and what is expected at a
 * moment is compared then. Gives what differs, a line for each; throws an Error for series and expressions that are none.
 */
export function runRuleTest(test: RuleTest, groups: readonly RuleGroup[], interval: number): readonly string[] {
  const { source, record } = sourceOf(test, groups);
  const rules = compileRules(groups, () => undefined, LOOKBACK);
  const engine = createEngine({ damping: NEVER, kept: [], record });
  const differences: string[] = [];
  const end = Math.max(
    0,
    ...test.alert_rule_test.map((one) => one.eval_time),
    ...test.promql_expr_test.map((one) => one.eval_time),
  );
  const momentAt = (time: number) => ({ time, source, lookback: LOOKBACK, interval, dialect: 3 }) as const;
  for (let time = 0; time <= end; time += interval) {
    engine.evaluate(
      rules.filter(({ group }) => time % group.interval === 0),
      momentAt(time),
      () => false,
    );
    const isNow = ({ eval_time }: { readonly eval_time: number }) => eval_time >= time && eval_time < time + interval;
    for (const expected of test.alert_rule_test.filter(isNow))
      differences.push(...alertDifferences(expected, engine.alerts()));
    for (const expected of test.promql_expr_test.filter(isNow)) {
      const samples = samplesIn(planOf(parseExpr(expected.expr))(momentAt(expected.eval_time)));
      differences.push(...sampleDifferences(expected, samples));
    }
  }
  return differences;
}

function samplesIn(value: Value): readonly Sample[] {
  if (value.type === 'scalar') return [{ labels: labelsOf([]), value: value.value }];
  return value.type === 'vector' ? value.samples : [];
}

/** The series that were given, and behind them what recording rules make of them. */
function sourceOf(test: RuleTest, groups: readonly RuleGroup[]) {
  const given = test.input_series.map(({ series, values }) => seriesOf(series, values, test.interval ?? MINUTE));
  const made = createSeriesStore(MEMORY);
  const names = groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'record' ? [rule.name] : [])));
  made.want({ named: new Map(names.map((name) => [name, Number.MAX_SAFE_INTEGER])), all: undefined });
  const byName = Map.groupBy(given, ({ labels }) => labels.get(METRIC_NAME));
  const joined = new Map<string | undefined, { readonly made: readonly Series[]; readonly all: readonly Series[] }>();
  const source: SeriesSource = {
    named: (name) => {
      const recorded = made.named(name);
      let known = joined.get(name);
      if (known?.made !== recorded) {
        known = { made: recorded, all: [...(name === undefined ? given : (byName.get(name) ?? [])), ...recorded] };
        joined.set(name, known);
      }
      return known.all;
    },
  };
  return { source, record: made.record };
}

function alertDifferences(expected: RuleTest['alert_rule_test'][number], alerts: readonly Alert[]): readonly string[] {
  const found = alerts
    .filter(({ labels, state }) => state === 'firing' && labels.get(ALERT_NAME) === expected.alertname)
    .map(({ labels, annotations }) => describe(labels, annotations));
  const wanted = expected.exp_alerts.map(({ exp_labels = {}, exp_annotations = {} }) =>
    describe(
      labelsOf([...Object.entries(exp_labels), [ALERT_NAME, expected.alertname]]),
      new Map(Object.entries(exp_annotations)),
    ),
  );
  return differencesOf(`at ${expected.eval_time / 1000}s: ${expected.alertname}`, wanted, found);
}

function describe(labels: Labels, annotations: ReadonlyMap<string, string>): string {
  const texts = [...annotations]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${printLabels(labels)} ${texts.join(', ')}`;
}

function sampleDifferences(
  expected: RuleTest['promql_expr_test'][number],
  samples: readonly Sample[],
): readonly string[] {
  const wanted = expected.exp_samples.map(({ labels, value }) => {
    const series = labels === '{}' || labels === '' ? labelsOf([]) : seriesOf(labels, '', MINUTE).labels;
    return `${labelsKey(series) === '' ? '{}' : printLabels(series)} ${typeof value === 'number' ? value : (numberOf(value) ?? value)}`;
  });
  const found = samples.map(({ labels, value }) => `${labels.size === 0 ? '{}' : printLabels(labels)} ${value}`);
  return differencesOf(`at ${expected.eval_time / 1000}s: ${expected.expr}`, wanted, found);
}

function differencesOf(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const [missing, extra] = [minus(wanted, found), minus(found, wanted)];
  return [
    ...missing.map((line) => `${what}: expected ${line}`),
    ...extra.map((line) => `${what}: did not expect ${line}`),
  ];
}

function minus(a: readonly string[], b: readonly string[]): readonly string[] {
  const rest = [...b];
  return a.filter((line) => {
    const index = rest.indexOf(line);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
