/** Functions of one value, and of scalars behind it, that make one value: `abs(v)`, `clamp(v, min, max)`. */
export type Elementwise = {
  readonly run: (value: number, ...scalars: readonly number[]) => number;
  /** How many scalars follow the vector, and how many of them may be left out. */
  readonly scalars: number;
  readonly optional: number;
  /** Without an argument it is asked about the time of the evaluation. */
  readonly ofTime?: true;
};

const plain = (run: (value: number) => number): Elementwise => ({ run, scalars: 0, optional: 0 });
/** The date of what is no number is none: NaN, where Prometheus gives the one that Go happens to make of it. */
const ofDate = (run: (date: Date) => number): Elementwise => ({
  run: (value) => run(new Date(Math.trunc(value) * 1000)),
  scalars: 0,
  optional: 0,
  ofTime: true,
});

const daysIn = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
const dayOfYear = (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;

/** Half goes up, also below zero, to a multiple of `to`. */
function round(value: number, to = 1): number {
  // Dividing by the inverse keeps 0.1 exact enough.
  const inverse = 1 / to;
  return Math.floor(value * inverse + 0.5) / inverse;
}

function sign(value: number): number {
  if (value < 0) return -1;
  return value > 0 ? 1 : value;
}

export const elementwise: ReadonlyMap<string, Elementwise> = new Map<string, Elementwise>([
  ['abs', plain(Math.abs)],
  ['ceil', plain(Math.ceil)],
  ['floor', plain(Math.floor)],
  ['sqrt', plain(Math.sqrt)],
  ['exp', plain(Math.exp)],
  ['ln', plain(Math.log)],
  ['log2', plain(Math.log2)],
  ['log10', plain(Math.log10)],
  ['sgn', plain(sign)],
  ['sin', plain(Math.sin)],
  ['cos', plain(Math.cos)],
  ['tan', plain(Math.tan)],
  ['asin', plain(Math.asin)],
  ['acos', plain(Math.acos)],
  ['atan', plain(Math.atan)],
  ['sinh', plain(Math.sinh)],
  ['cosh', plain(Math.cosh)],
  ['tanh', plain(Math.tanh)],
  ['asinh', plain(Math.asinh)],
  ['acosh', plain(Math.acosh)],
  ['atanh', plain(Math.atanh)],
  ['deg', plain((value) => (value * 180) / Math.PI)],
  ['rad', plain((value) => (value * Math.PI) / 180)],
  ['round', { run: round, scalars: 1, optional: 1 }],
  ['clamp', { run: (value, min = 0, max = 0) => Math.max(min, Math.min(max, value)), scalars: 2, optional: 0 }],
  ['clamp_min', { run: (value, min = 0) => Math.max(min, value), scalars: 1, optional: 0 }],
  ['clamp_max', { run: (value, max = 0) => Math.min(max, value), scalars: 1, optional: 0 }],
  ['minute', ofDate((date) => date.getUTCMinutes())],
  ['hour', ofDate((date) => date.getUTCHours())],
  ['day_of_week', ofDate((date) => date.getUTCDay())],
  ['day_of_month', ofDate((date) => date.getUTCDate())],
  ['day_of_year', ofDate(dayOfYear)],
  ['days_in_month', ofDate(daysIn)],
  ['month', ofDate((date) => date.getUTCMonth() + 1)],
  ['year', ofDate((date) => date.getUTCFullYear())],
]);
