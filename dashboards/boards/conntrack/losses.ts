import type { Row } from '../../model/board.ts';
import { NETNS, rate } from './terms.ts';

export const lossesRow: Row = {
  title: 'What was lost',
  panels: [
    {
      kind: 'graph',
      title: 'Packets dropped in 5 minutes',
      about: 'Dropped by connection tracking, mostly because the table was full.',
      queries: [{ expr: `increase(netsteward_conntrack_drop_total{${NETNS}}[5m])`, legend: '{{netns}}' }],
      thresholds: ['ConntrackDropping'],
    },
    {
      kind: 'graph',
      title: 'Young connections thrown out in 5 minutes',
      about: 'Not yet established, removed to make room in a full table: clients see timeouts.',
      queries: [{ expr: `increase(netsteward_conntrack_early_drop_total{${NETNS}}[5m])`, legend: '{{netns}}' }],
      thresholds: ['ConntrackEarlyDrop'],
    },
    {
      kind: 'graph',
      title: 'Failed to insert',
      about: 'Clashes of address translation, races, or buckets that are too full.',
      queries: [{ expr: `rate(netsteward_conntrack_insert_failed_total{${NETNS}}[5m])`, legend: '{{netns}}' }],
      unit: 'ops',
      thresholds: ['ConntrackInsertFailed'],
    },
    {
      kind: 'graph',
      title: 'Invalid packets and errors',
      about: 'Packets that belong to no connection and cannot begin one, and malformed ones.',
      queries: [
        { expr: rate('invalid'), legend: '{{netns}} invalid' },
        { expr: rate('error'), legend: '{{netns}} error' },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Refused for a full bucket',
      about: 'Each is also counted as failed to insert. Raise the buckets.',
      queries: [{ expr: rate('chaintoolong'), legend: '{{netns}}' }],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Clashes and restarts of lookups',
      about: 'Two CPUs with the first packet of one connection, joined without loss; and lookups begun again.',
      queries: [
        { expr: rate('clash_resolve'), legend: '{{netns}} clash resolved' },
        { expr: rate('search_restart'), legend: '{{netns}} restarted' },
      ],
      unit: 'ops',
    },
  ],
};
