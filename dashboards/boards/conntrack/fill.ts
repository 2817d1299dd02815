import type { Row } from '../../model/board.ts';
import { NETNS } from './terms.ts';

const fill = `netsteward_conntrack_entries{${NETNS}} / ignoring (netns) group_left () netsteward_conntrack_entries_limit`;

export const fillRow: Row = {
  title: 'How full',
  panels: [
    {
      kind: 'stat',
      title: 'Fullest namespace',
      about: 'Share of the limit that the namespace with the most connections uses. At 100 % it loses new ones.',
      queries: [{ expr: 'netsteward_conntrack_fullest_namespace_ratio' }],
      unit: 'percentunit',
      thresholds: ['ConntrackFilling', 'ConntrackNearlyFull'],
      width: 6,
    },
    {
      kind: 'stat',
      title: 'Full in',
      about: 'When the first namespace is full at the pace of the last five minutes. Nothing while none grows.',
      queries: [
        {
          expr: `min((netsteward_conntrack_entries_limit - ignoring (netns) group_right () netsteward_conntrack_entries{${NETNS}}) / (deriv(netsteward_conntrack_entries{${NETNS}}[5m]) > 0))`,
        },
      ],
      unit: 's',
      alerts: ['ConntrackFullSoon'],
      quiet: {
        why: 'no table grows.',
        shownBy: ['netsteward_conntrack_entries{netns=""} 1+10x20', 'netsteward_conntrack_entries_limit 1000x20'],
      },
      width: 6,
    },
    {
      kind: 'stat',
      title: 'Limit',
      about: 'Connections that any one namespace may hold (net.netfilter.nf_conntrack_max).',
      queries: [{ expr: 'netsteward_conntrack_entries_limit' }],
      alerts: ['ConntrackLimitChanged', 'ConntrackLimitContested'],
      width: 6,
    },
    {
      kind: 'stat',
      title: 'Connections to a bucket',
      about: 'All namespaces share the buckets. Far above 1, lookups get slow: raise the buckets with the limit.',
      queries: [{ expr: 'sum without (netns) (netsteward_conntrack_entries) / netsteward_conntrack_buckets' }],
      alerts: ['ConntrackNamespaceHog'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Share of the limit',
      about: 'Each namespace has the limit for itself. The largest twenty.',
      queries: [{ expr: `topk(20, ${fill})`, legend: '{{netns}}' }],
      unit: 'percentunit',
      thresholds: ['ConntrackFilling', 'ConntrackNearlyFull'],
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Connections and limit',
      about: 'Connections of the largest twenty namespaces, and the limit.',
      queries: [
        { expr: `topk(20, netsteward_conntrack_entries{${NETNS}})`, legend: '{{netns}}' },
        { expr: 'netsteward_conntrack_entries_limit', legend: 'limit' },
      ],
      width: 12,
    },
    {
      kind: 'bars',
      title: 'Largest namespaces now',
      about: 'Who fills the tables.',
      queries: [{ expr: `topk(10, netsteward_conntrack_entries{${NETNS}})`, legend: '{{netns}}' }],
      alerts: ['ConntrackNamespaceHog'],
    },
    {
      kind: 'graph',
      title: 'Memory of the entries',
      about: 'Entries times the size of one, without extensions such as address translation and accounting.',
      queries: [
        {
          expr: 'sum without (netns) (netsteward_conntrack_entries) * netsteward_conntrack_entry_bytes',
          legend: 'entries',
        },
      ],
      unit: 'bytes',
    },
    {
      kind: 'graph',
      title: 'Expectations',
      about: 'Connections that protocol helpers (FTP, SIP) expect to come, and how many may be.',
      queries: [
        { expr: `netsteward_conntrack_expectations{${NETNS}}`, legend: '{{netns}}' },
        { expr: 'netsteward_conntrack_expectations_limit', legend: 'limit' },
      ],
      alerts: ['ConntrackExpectationsNearlyFull'],
    },
  ],
};
