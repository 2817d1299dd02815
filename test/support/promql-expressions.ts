const vectors = [
  'level',
  'failures_total',
  'link',
  'info',
  'odd',
  'seconds_bucket',
  'level{slave="e0"}',
  'failures_total{slave=~"e[01]"}',
  'level offset 1m',
  '{__name__=~"info|rare"}',
  '-level',
  'sum by (bond) (level)',
  'rate(failures_total[2m])',
];
const ranges = [
  'failures_total[1m]',
  'failures_total[5m]',
  'level[2m] offset 30s',
  'link[3m]',
  'odd[2m]',
  'rare[10m]',
  'level[5m:30s]',
  'rate(failures_total[1m])[5m:]',
  '(failures_total[90s])',
  'max(level) by (bond)[4m:20s] offset 1m',
];
const ofRange =
  'rate irate increase delta idelta deriv changes resets avg_over_time sum_over_time count_over_time min_over_time max_over_time stddev_over_time stdvar_over_time present_over_time last_over_time absent_over_time';
const ofVector =
  'abs ceil floor sqrt exp ln log2 log10 sgn round sin acos atanh deg rad timestamp sort sort_desc absent scalar';
const ofDate = 'minute hour day_of_week day_of_month day_of_year days_in_month month year';
const aggregations = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];
const groupings = ['', ' by (bond)', ' without (slave)', ' by (nothing)'];
const matchings = [
  '',
  'on (bond)',
  'ignoring (slave)',
  'on (bond) group_left',
  'on (bond) group_left (mode)',
  'ignoring (slave) group_right',
  'on (bond, slave)',
];

/** Every function, operator and modifier on vectors and ranges that suit it or do not: some thousand expressions. */
export function promqlExpressions(): readonly string[] {
  return [...ranges.flatMap(onRange), ...vectors.flatMap(onVector), ...single];
}

function onRange(range: string): readonly string[] {
  return [
    ...ofRange.split(' ').map((name) => `${name}(${range})`),
    `predict_linear(${range}, 600)`,
    `quantile_over_time(0.7, ${range})`,
    `quantile_over_time(2, ${range})`,
  ];
}

function onVector(vector: string): readonly string[] {
  return [
    ...ofVector.split(' ').map((name) => `${name}(${vector})`),
    // Where a value is no number, Prometheus 2 gives the date that Go makes of it, and no deviation.
    ...(vector === 'odd' ? [] : ofDate.split(' ').map((name) => `${name}(${vector})`)),
    ...aggregations
      .filter((op) => vector !== 'odd' || !op.startsWith('std'))
      .flatMap((op) => groupings.map((grouping) => `${op}${grouping}(${vector})`)),
    `topk(1, ${vector})`,
    `bottomk by (bond) (1, ${vector})`,
    `quantile(0.3, ${vector})`,
    `quantile by (bond) (-1, ${vector})`,
    // The last bits of a calculated value, which would be part of the label, are not the same.
    ...(vector.includes('(') ? [] : [`count_values("val", ${vector})`, `count_values by (bond) ("bond", ${vector})`]),
    `clamp(${vector}, -5, 5)`,
    `clamp(${vector}, 5, -5)`,
    `clamp_min(${vector}, 1)`,
    `clamp_max(${vector}, 1)`,
    `round(${vector}, 0.3)`,
    `label_replace(${vector}, "n", "x-$1", "slave", "e(.*)")`,
    `label_replace(${vector}, "slave", "", "slave", ".*")`,
    `label_replace(${vector}, "__name__", "other", "slave", ".*")`,
    `label_join(${vector}, "n", "-", "bond", "slave")`,
    `vector(scalar(${vector}))`,
    `histogram_quantile(0.9, ${vector})`,
    ...['+', '-', '*', '/', '%', '^', '==', '!=', '>', '<', '>=', '<='].flatMap((op) => combined(vector, op)),
    ...['and', 'or', 'unless'].flatMap((op) =>
      ['level', 'info', 'sum by (bond) (level)'].flatMap((other) =>
        ['', 'on (bond)', 'ignoring (slave)', 'on ()'].map((matching) => `${vector} ${op} ${matching} ${other}`),
      ),
    ),
  ];
}

function combined(vector: string, op: string): readonly string[] {
  const others = ['level', 'info', 'odd'].flatMap((other) =>
    matchings.map((matching) => `${vector} ${op} ${matching} ${other}`),
  );
  const numbers = [`${vector} ${op} 2`, `2 ${op} ${vector}`, `${vector} ${op} NaN`];
  if (!/[=<>]/.test(op)) return [...others, ...numbers];
  return [
    ...others,
    ...numbers,
    `${vector} ${op} bool 2`,
    `2 ${op} bool ${vector}`,
    `${vector} ${op} bool on (bond, slave) level`,
    `${vector} ${op} bool on (bond) group_left (mode) info`,
  ];
}

/** What does not come from a pattern: precedence, literals, mistakes. */
const single: readonly string[] = [
  'level + level offset 1m * 2',
  'level - 2 ^ 2 * level offset 1m + 1',
  '-level offset 1m ^ 2',
  'level or info and level unless link == 1',
  '1 - 2 - 3',
  '2 ^ -1',
  '-1 ^ 2 ^ 3',
  '-2 ^ 2',
  '2 - -2',
  'level -2',
  '- - 2',
  'sum(-level[5m:1m])',
  'sum_over_time(-level[5m:1m])',
  '1 + sum_over_time(level[5m:1m] offset 30s) * 2',
  'level > 1 == bool 2',
  '1 == bool 1 + 1',
  'level + level[1m]',
  'level offset 1m offset 2m',
  'level offset 1m [5m]',
  'level unless on (bond) info or info',
  '1 ^ NaN',
  '(-1) ^ Inf',
  '5 % -3',
  '-5 % 3',
  '2 ^ 3 ^ 2',
  'histogram_quantile(0.5, rate(seconds_bucket[5m]))',
  'histogram_quantile(0.99, sum by (le) (seconds_bucket))',
  'histogram_quantile(-1, seconds_bucket)',
  'histogram_quantile(1.5, seconds_bucket)',
  'histogram_quantile(0.9, seconds_bucket{le!="+Inf"})',
  'histogram_quantile(0.9, seconds_bucket{le="+Inf"})',
  'absent(nothing{a="b", c=~"d"})',
  'absent(nothing{a="b", a="c"})',
  'absent((nothing{a="b"}))',
  'absent(sum(nothing{a="b"}))',
  'absent_over_time(nothing{a="b"}[5m])',
  'time()',
  'minute()',
  'vector(1)',
  'pi()',
  '0x1F',
  '017',
  '1e3',
  '.5',
  'Inf',
  '"text"',
  "'it\\'s'",
  '`raw\\n`',
  'level{slave=~"(?i)E.*"}',
  'level{slave!~"e[12]"}',
  'level{slave=~"e[[:digit:]]"}',
  'level{slave="\\x65\\u0030"}',
  'level{nothing=""}',
  '{bond="bond0"}',
  '{__name__="level", slave!=""}',
  'sum(rate(failures_total[5m])) by (bond) / on (bond) sum(info) by (bond)',
  'max_over_time(deriv(level[1m])[5m:1m])',
  '(level > 0) * 2',
  'level > 0 < 50',
  'level * on (bond, slave) group_left () link',
  'timestamp(timestamp(level))',
  'timestamp((level offset 1m))',
  'timestamp(sort(level))',
  'timestamp(level > 0)',
  'timestamp(+level)',
  'level + on () group_left () 1',
  'days_in_month(vector(1709164800))',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Go's template
  'label_replace(info, "a", "${1}_$2$$", "bond", "(bo)nd(.)")',
  'topk(0, level)',
  'topk(100, level)',
  'topk(-1, level)',
  'bottomk(1.7, level)',
  'level # a comment',
  '(((level)))',
  'count_values("x y", level)',
  'label_join(info, "1x", "", "bond")',
  'label_replace(info, "a", "b", "bond", "(")',
  'sum(level) + info',
  '1 + "a"',
  'rate(level)',
  'level[5m]',
  'sum by (1a) (level)',
  'level offset 1x',
  'level{',
  'level{a=1}',
  'nothing(level)',
  'rate(failures_total[0s])',
  'avg(level) by (bond',
  'topk(level)',
  'level and 1',
  '1 > 2',
  'level + bool 1',
  'level and on (bond) group_left info',
  '{}',
  '{a=""}',
  '{a=~".*"}',
  'level{__name__="x"}',
  'time(1)',
  'round(level, 1, 2)',
  'sum(level, 1)',
  'level * on (bond) group_left (bond) info',
  'rate(failures_total[5m])[1m]',
  'failures_total[5m][1m:]',
  'sum(level)[1m]',
  '-"a"',
  'a b',
  '',
];
