import { expect, it } from 'vitest';
import { reachOf } from './reach.ts';
import { parseExpr } from './syntax/parse.ts';

const MINUTE = 60_000;

it.each([
  ['x', ['x'], 5],
  ['rate(x[10m])', ['x'], 10],
  ['rate(x[2m] offset 1h)', ['x'], 62],
  ['x offset -1h', ['x'], 0],
  ['max_over_time(rate(x[5m])[1h:1m] offset 10m) + y', ['x', 'y'], 75],
  ['topk(scalar(k), sum by (a) (x) / on (a) {__name__="y"})', ['k', 'x', 'y'], 5],
  ['{a="b"}', undefined, 5],
  ['{__name__=~"x|y"}', undefined, 5],
  ['time()', [], 0],
])('%s looks at %j, %d minutes back', (text, names, minutes) => {
  const reach = reachOf(parseExpr(text), 5 * MINUTE);
  expect(reach.names === undefined ? undefined : [...reach.names]).toEqual(names);
  expect(reach.past).toBe(minutes * MINUTE);
});
