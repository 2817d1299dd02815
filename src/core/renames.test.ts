import { describe, expect, it } from 'vitest';
import type { EventRule, KindDefinition } from './definition.ts';
import { diffStates } from './diff.ts';
import { type State, statesOf } from './state.ts';

const rule = (what: string): EventRule => ({
  what,
  help: what,
  severity: 'info',
  message: ({ subject, from, to }) => `${what} ${subject} ${from} ${to}`,
});

const port: KindDefinition = {
  kind: 'port',
  help: 'A port.',
  appeared: rule('appeared'),
  vanished: rule('vanished'),
  renamed: { ...rule('renamed'), identity: ['switch', 'index'] },
  fields: { state: rule('state-changed') },
};

const state = (subject: string, fields: State['fields']): State => ({ kind: 'port', subject, fields });
const messages = (before: readonly State[], after: readonly State[]) =>
  diffStates('lab', [port], statesOf(before), statesOf(after), 0).map(({ data }) => data.message);

describe('an object that comes under another name', () => {
  const a = state('a', { switch: 's1', index: 4, state: 'up' });

  it('is told as one renaming, with both names', () => {
    expect(messages([a], [state('b', a.fields)])).toEqual(['renamed b a b']);
  });

  it('is told with what else changed about it, after the renaming', () => {
    expect(messages([a], [state('b', { ...a.fields, state: 'down' })])).toEqual([
      'renamed b a b',
      'state-changed b up down',
    ]);
  });

  it('is another object when one field of its identity differs', () => {
    expect(messages([a], [state('b', { ...a.fields, switch: 's2' })])).toEqual([
      'vanished a null null',
      'appeared b null null',
    ]);
  });

  it('is another object when a field of its identity is not known', () => {
    expect(messages([state('a', { switch: 's1' })], [state('b', { switch: 's1' })])).toEqual([
      'vanished a null null',
      'appeared b null null',
    ]);
  });

  it('is another object when the first name is still there', () => {
    expect(messages([a], [a, state('b', a.fields)])).toEqual(['appeared b null null']);
  });

  it('takes the place of one vanished object only', () => {
    expect(messages([a], [state('b', a.fields), state('c', a.fields)])).toEqual([
      'renamed b a b',
      'appeared c null null',
    ]);
  });
});
