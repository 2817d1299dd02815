import { labelsOf, METRIC_NAME } from '../../promql/labels.ts';
import { markStale, type Series } from '../../promql/series.ts';
import { numberOf } from '../../promql/syntax/literals.ts';
import { parseExpr } from '../../promql/syntax/parse.ts';

/** What stands at one step: a number, the end of the series, or nothing. */
export type Step = number | 'stale' | undefined;

// 1 -2.5 1+2x3 10-1x5 4x2 _ _x3 stale
const RUN = /^(.+?)(?:([+-])([^+-]+?))?x(\d+)$/;
const HEXADECIMAL = /^[+-]?0x/i;
const MOST_STEPS = 1_000_000;

/**
 * The values of a series in promtool's notation (prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules):
 * `1+2x3` is `1 3 5 7`, `4x2` is `4 4 4`, `_` no sample, `stale` the end. Throws an Error that names what is none of these.
 */
export function stepsOf(text: string): readonly Step[] {
  const steps: Step[] = [];
  for (const item of text.split(/\s+/).filter((word) => word !== '')) {
    const run = RUN.exec(item);
    if (run === null) steps.push(single(item, item));
    else steps.push(...expanded(run, item));
    if (steps.length > MOST_STEPS) throw new Error(`${text.slice(0, 60)} has more than ${MOST_STEPS} values`);
  }
  return steps;
}

function expanded([, first = '', sign, by = '0', times = '0']: RegExpExecArray, item: string): readonly Step[] {
  const count = Number(times);
  if (count > MOST_STEPS) throw new Error(`${item} has more than ${MOST_STEPS} values`);
  if (first === '_') return Array.from({ length: count }, () => undefined);
  const start = single(first, item);
  if (start === 'stale' || start === undefined) return Array.from({ length: count + 1 }, () => start);
  const pace = numberOf(by);
  if (pace === undefined) throw new Error(`${by} in ${item} is not a number`);
  return Array.from({ length: count + 1 }, (_, index) => start + (sign === '-' ? -pace : pace) * index);
}

function single(text: string, item: string): Step {
  if (text === '_') return undefined;
  if (text === 'stale') return 'stale';
  // `0x9` is ten times 0 here, so promtool takes no hexadecimal number at all.
  const number = HEXADECIMAL.test(text) ? undefined : numberOf(text);
  if (number === undefined) throw new Error(`expected a number, _, stale or 1+2x3, found ${item}`);
  return number;
}

/** A series with these values, the first at time 0. Throws a PromqlError or an Error when the text is no series. */
export function seriesOf(notation: string, values: string, interval: number): Series {
  const expr = parseExpr(notation);
  if (expr.kind !== 'selector' || expr.offset !== 0 || expr.matchers.some(({ op }) => op !== '=')) {
    throw new Error(`expected a series like up{job="x"}, found ${notation}`);
  }
  const name: [string, string][] = expr.name === undefined ? [] : [[METRIC_NAME, expr.name]];
  const steps = [...stepsOf(values).entries()].filter(([, step]) => step !== undefined);
  const series = {
    labels: labelsOf([...expr.matchers.map((matcher): [string, string] => [matcher.name, matcher.value]), ...name]),
    times: Float64Array.from(steps, ([index]) => index * interval),
    values: Float64Array.from(steps, ([, step]) => (typeof step === 'number' ? step : 0)),
    begin: 0,
    end: steps.length,
  };
  for (const [place, [, step]] of steps.entries()) if (step === 'stale') markStale(series.values, place);
  return series;
}
