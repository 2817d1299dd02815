import { expect, it } from 'vitest';
import { createEventCounts } from './event-counts.ts';

it('says how many events there are, and how many of them are in memory only', () => {
  const counts = createEventCounts({ extent: () => ({ first: 1, last: 9, count: 9, unwritten: 4, bytes: 4096 }) });
  const figures = counts
    .families([])
    .map(({ definition, points }) => [definition.name, ...points.map(({ value }) => value)]);
  expect(figures).toEqual([
    ['netsteward_store_events', 9],
    ['netsteward_store_unwritten_events', 4],
    ['netsteward_store_size_bytes', 4096],
  ]);
});
