import { expect, it } from 'vitest';
import { eventText } from './event-text.ts';

it.each([
  ['active slave of bond0 is eth1', 'active slave of bond0 is eth1'],
  ['bond0: appeared', 'appeared'],
  ['bond01: appeared', 'bond01: appeared'],
])('an event names its object once at the beginning: %s', (message, text) => {
  expect(eventText('netsteward.bond.changed', 'bond0', message)).toEqual({ title: 'bond.changed bond0:', text });
});
