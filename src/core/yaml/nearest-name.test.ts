import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const names = ['interval', 'deadline', 'collectors', 'conntrack', 'bond', 'mqtt', 'log'];

it.each([
  ['intervall', 'interval'],
  ['contrack', 'conntrack'],
  ['bnod', 'bond'],
  ['Interval', 'interval'],
  ['collector', 'collectors'],
  ['lgo', 'log'],
])('takes %s for %s', (name, meant) => {
  expect(nearestName(name, names)).toBe(meant);
});

it.each(['web', 'xyz', '', 'x'.repeat(10_000)])('takes %s for nothing', (name) => {
  expect(nearestName(name, names)).toBeUndefined();
});
