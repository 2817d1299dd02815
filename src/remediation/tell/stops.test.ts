import { expect, it } from 'vitest';
import { stopsChanged } from './stops.ts';

it('is told when something stops actions, and when nothing does any more', () => {
  expect(stopsChanged([], [])).toBeUndefined();
  expect(stopsChanged([], ['a', 'b'])).toMatchObject({
    definition: { what: 'stopped' },
    message: 'actions are stopped: a; b',
  });
  expect(stopsChanged(['a', 'b'], ['c'])).toBeUndefined();
  expect(stopsChanged(['b'], [])).toMatchObject({ definition: { what: 'released' } });
});
