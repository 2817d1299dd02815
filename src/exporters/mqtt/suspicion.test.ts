import { describe, expect, it } from 'vitest';
import { createSuspicion } from './suspicion.ts';

const closings = (...keys: readonly (string | undefined)[]) => {
  const suspicion = createSuspicion();
  for (const key of keys) suspicion.closed(key);
  return suspicion;
};

describe('the suspicion that a broker closes connections at a message', () => {
  it('makes messages go alone after two connections that ended at the same one', () => {
    expect(closings('a').isAroused()).toBe(false);
    expect(closings('a', 'a').isAroused()).toBe(true);
  });

  it('gives that message up after six, and no other', () => {
    expect(closings('a', 'a', 'a', 'a', 'a').verdictOn('a')).toBeUndefined();
    const six = closings('a', 'a', 'a', 'a', 'a', 'a');
    expect(six.verdictOn('b')).toBeUndefined();
    expect(six.verdictOn('a')).toMatchObject({ reason: 'the broker closed 6 connections at it' });
    expect(six.isAroused()).toBe(false);
  });

  it('begins anew with another message, with none, and when the message was taken after all', () => {
    expect(closings('a', 'a', 'a', 'b').isAroused()).toBe(false);
    expect(closings('a', 'a', undefined).isAroused()).toBe(false);
    const passed = closings('a', 'a', 'a');
    passed.passed('b');
    expect(passed.isAroused()).toBe(true);
    passed.passed('a');
    expect(passed.isAroused()).toBe(false);
  });
});
