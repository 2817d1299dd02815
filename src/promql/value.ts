import type { Labels } from './labels.ts';
import type { Range } from './series.ts';

/** What an expression gives at one moment. */
export type Value = ScalarValue | StringValue | VectorValue | MatrixValue;
export type ScalarValue = { readonly type: 'scalar'; readonly value: number };
export type StringValue = { readonly type: 'string'; readonly value: string };
export type VectorValue = { readonly type: 'vector'; readonly samples: readonly Sample[] };
export type MatrixValue = { readonly type: 'matrix'; readonly ranges: readonly LabelledRange[] };
export type ValueType = Value['type'];

export type Sample = {
  readonly labels: Labels;
  readonly value: number;
  /** Milliseconds since 1970 at which it was taken; only samples that come straight from a selector have it. */
  readonly takenAt?: number;
};

export type LabelledRange = { readonly labels: Labels; readonly range: Range };

/** The expression can't be evaluated on these series, as Prometheus can't either. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
