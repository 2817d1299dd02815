import type { SeriesSource } from '../series.ts';
import type { MatrixValue, ScalarValue, StringValue, Value, VectorValue } from '../value.ts';

/** When and on what an expression is evaluated. Times in milliseconds. */
export type Moment = {
  readonly time: number;
  readonly source: SeriesSource;
  /** How old the newest sample of a series may be; Prometheus: 5 minutes. */
  readonly lookback: number;
  /** The step of subqueries that name none: the evaluation interval. */
  readonly interval: number;
  /** The major version of the Prometheus whose answers are wanted: 2 counts a sample at the very beginning of a range. */
  readonly dialect: 2 | 3;
};

/** An expression made ready: it remembers which series fit and what becomes of their labels. */
export type Plan = (moment: Moment) => Value;
export type VectorPlan = (moment: Moment) => VectorValue['samples'];
export type ScalarPlan = (moment: Moment) => number;

// The kinds of values were checked when the expression was read: anything else is a mistake of ours.
function wrong(wanted: string, found: Value): never {
  throw new TypeError(`expected ${wanted}, an expression gave ${found.type}`);
}

export function vectorOf(value: Value): VectorValue['samples'] {
  return value.type === 'vector' ? value.samples : wrong('vector', value);
}

export function scalarOf(value: Value): ScalarValue['value'] {
  return value.type === 'scalar' ? value.value : wrong('scalar', value);
}

export function textOf(value: Value): StringValue['value'] {
  return value.type === 'string' ? value.value : wrong('string', value);
}

export function rangesOf(value: Value): MatrixValue['ranges'] {
  return value.type === 'matrix' ? value.ranges : wrong('matrix', value);
}
