import fc from 'fast-check';

const label = fc.constantFrom('bond', 'slave', 'mode', 'le', 'nothing');
const labels = fc.uniqueArray(label, { maxLength: 2 }).map((names) => `(${names.join(', ')})`);
const duration = fc.constantFrom('15s', '1m', '90s', '5m', '1h');
const number = fc.oneof(fc.integer({ min: -3, max: 100 }).map(String), fc.constantFrom('0.5', '1e3', 'Inf', 'NaN'));
const matcher = fc.constantFrom('bond="bond0"', 'slave=~"e[01]"', 'mode!="lacp"', 'le!~"1.*"', 'slave!=""');
const name = fc.constantFrom('level', 'failures_total', 'link', 'info', 'rare', 'seconds_bucket');
const offset = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  duration.map((text) => ` offset ${text}`),
);
const selector = fc.tuple(name, fc.array(matcher, { maxLength: 2 })).map(([of, list]) => `${of}{${list.join(', ')}}`);

const overTime = fc.constantFrom(
  ...'rate increase delta irate idelta deriv changes resets avg_over_time sum_over_time min_over_time max_over_time'.split(
    ' ',
  ),
  ...'count_over_time last_over_time present_over_time absent_over_time'.split(' '),
);
const ofVector = fc.constantFrom('abs', 'ceil', 'sgn', 'timestamp', 'sort', 'absent', 'floor', 'round');
const aggregation = fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'group');
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%', '^');
const comparison = fc.constantFrom('==', '!=', '>', '<', '>=', '<=', '> bool', '== bool');
const set = fc.constantFrom('and', 'or', 'unless');
const group = fc.oneof(
  fc.constant(''),
  labels.map((list) => ` group_left ${list}`),
  fc.constant(' group_right'),
);
const matching = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  fc.tuple(fc.constantFrom('on', 'ignoring'), labels, group).map(([mode, list, many]) => `${mode} ${list}${many} `),
);

/** Expressions of any depth that the grammar allows; many of them match nothing or are refused by both. */
export const { randomExpression } = fc.letrec<{ randomExpression: string; vector: string; range: string }>((tie) => {
  const vector = tie('vector');
  return {
    randomExpression: vector,
    range: fc.oneof(
      fc.tuple(selector, duration, offset).map(([of, range, by]) => `${of}[${range}]${by}`),
      fc.tuple(vector, duration).map(([of, range]) => `(${of})[${range}:30s]`),
    ),
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: fc.tuple(selector, offset).map(([of, by]) => `${of}${by}`) },
      fc.tuple(overTime, tie('range')).map(([fn, of]) => `${fn}(${of})`),
      fc.tuple(ofVector, vector).map(([fn, of]) => `${fn}(${of})`),
      fc
        .tuple(aggregation, fc.constantFrom('by', 'without'), labels, vector)
        .map(([op, mode, list, of]) => `${op} ${mode} ${list} (${of})`),
      fc.tuple(vector, fc.oneof(arithmetic, comparison), matching, vector).map((parts) => parts.join(' ')),
      fc.tuple(vector, fc.oneof(arithmetic, comparison), number).map((parts) => parts.join(' ')),
      fc.tuple(number, fc.oneof(arithmetic, comparison), vector).map((parts) => parts.join(' ')),
      fc.tuple(vector, set, vector).map((parts) => parts.join(' ')),
      vector.map((of) => `-${of}`),
      vector.map((of) => `(${of})`),
    ),
  };
});
