import type { Row } from '../../model/board.ts';
import { rate } from './terms.ts';

export const detailsRow: Row = {
  title: 'Counters and settings',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Found and inserted',
      about: 'Newer kernels count only lookups of address translation, and inserts by programs such as conntrackd.',
      queries: [
        { expr: rate('found'), legend: '{{netns}} found' },
        { expr: rate('insert'), legend: '{{netns}} inserted' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Counted by old kernels only',
      about: 'Searched, new, ignored and deleted, as node_exporter has them. Newer kernels print 0 for them.',
      queries: ['searched', 'new', 'ignore', 'delete', 'delete_list'].map((what) => ({
        expr: rate(what),
        legend: `{{netns}} ${what}`,
        ...(what === 'ignore' ? {} : { rare: 'kernels of the last years count nothing there' }),
      })),
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Expected connections',
      about: 'Announced by a helper, come, and removed.',
      queries: ['create', 'new', 'delete'].map((what) => ({
        expr: rate(`expect_${what}`),
        legend: `{{netns}} ${what}`,
      })),
      unit: 'ops',
    },
    {
      kind: 'table',
      title: 'Timeouts',
      about: 'How long a connection stays in the table of the host without a packet. Long ones fill it.',
      queries: [{ expr: 'netsteward_conntrack_timeout_seconds', legend: 'stays for' }],
      columns: [{ of: 'timeout' }, { of: 'stays for', unit: 's' }],
      worstFirst: 'stays for',
    },
  ],
};
