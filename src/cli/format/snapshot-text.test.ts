import { describe, expect, it } from 'vitest';
import type { MetricDefinition, Point } from '../../core/metric.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { type State, statesOf } from '../../core/state.ts';
import { snapshotJson } from './snapshot-json.ts';
import { snapshotText, summaryLine } from './snapshot-text.ts';

const entries: MetricDefinition = {
  name: 'netsteward_conntrack_entries',
  type: 'gauge',
  help: 'Entries.',
  labels: ['netns'],
  source: '/proc',
};
const memory: MetricDefinition = { ...entries, name: 'netsteward_conntrack_memory_bytes', labels: [] };
const drops: MetricDefinition = { ...entries, name: 'netsteward_conntrack_drops_total', type: 'counter', labels: [] };

function snapshotOf(states: readonly State[], points: readonly Point[] = []): Snapshot {
  return {
    collector: 'conntrack',
    outcome: 'partial',
    problems: [{ subject: 'red', message: 'no answer\x1b[2J within 1 s' }],
    states: statesOf(states),
    occurrences: [],
    readAt: Date.UTC(2026, 0, 31),
    polledAt: 0,
    durationSeconds: 0.0042,
    families: () => [
      { definition: entries, points },
      { definition: memory, points: [{ labels: [], value: 1536 }] },
      { definition: drops, points: [{ labels: [], value: 9 }] },
    ],
  };
}

const table = (subject: string, fields: State['fields']): State => ({ kind: 'table', subject, fields });
const plain = { width: 200, most: 40, colours: false };

describe('a snapshot for a person', () => {
  const blue = table('blue', { netns: 'blue', limit: 1024, full: false, owner: null });
  const red = table('red', { netns: 'red', limit: 8, full: true, owner: null });
  const points = [
    { labels: [''], value: 1204 },
    { labels: ['blue'], value: 12 },
  ];

  it('begins with the outcome and the problems, then figures and objects', () => {
    expect(snapshotText(snapshotOf([blue, red], points), plain).split('\n')).toEqual([
      'conntrack  partial, 2 tables, read in 4.2 ms',
      '  ! red: no answer\\x1b[2J within 1 s',
      '  entries  1,204, 12 (blue)',
      '  memory   1.5KiB',
      '',
      '  table  limit  full',
      '  blue    1024  no',
      '  red        8  yes',
      '',
    ]);
  });

  it('says how many objects and which columns it had no room for', () => {
    const lines = snapshotText(snapshotOf([blue, red]), { ...plain, width: 16, most: 1 }).split('\n');
    expect(lines.slice(-5, -1)).toEqual([
      '  table  limit',
      '  blue    1024',
      '  … and 1 more (--all)',
      '  not shown: full (--format json)',
    ]);
  });

  it('shows no escape that a name may hold', () => {
    const odd = snapshotText(snapshotOf([table('eth\x1b[31m', { limit: 1 })]), plain);
    expect(odd).toContain('eth\\x1b[31m');
  });

  it('is summed up in one line', () => {
    const partial = snapshotOf([]);
    expect(summaryLine([partial, { ...partial, outcome: 'ok' }, partial])).toBe('3 collectors: 1 ok, 2 partial');
  });
});

it('a snapshot for a program has every point with its labels by name', () => {
  expect(snapshotJson(snapshotOf([], [{ labels: ['blue'], value: 12 }]))).toMatchObject({
    collector: 'conntrack',
    outcome: 'partial',
    readAt: '2026-01-31T00:00:00.000Z',
    metrics: [
      { name: 'netsteward_conntrack_entries', type: 'gauge', points: [{ labels: { netns: 'blue' }, value: 12 }] },
      { name: 'netsteward_conntrack_memory_bytes' },
      { name: 'netsteward_conntrack_drops_total' },
    ],
  });
});
