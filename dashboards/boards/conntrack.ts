import type { Board } from '../model/board.ts';

const NETNS = 'netns=~"$netns"';

const rate = (what: string): string => `rate(netsteward_conntrack_${what}_total{${NETNS}}[$__rate_interval])`;
const fill = `netsteward_conntrack_entries{${NETNS}} / ignoring (netns) group_left () netsteward_conntrack_entries_limit`;

export const conntrack: Board = {
  name: 'conntrack',
  title: 'Connection tracking',
  about:
    "The kernel's connection tracking: how full each network namespace is, what was lost and why. That of Open vSwitch stands in its own dashboard.",
  scope: 'host',
  alertsOf: ['conntrack', 'interface'],
  eventsOf: ['conntrack'],
  filters: [{ name: 'netns', label: 'Namespace', metric: 'netsteward_conntrack_entries', of: 'netns' }],
  rows: [
    {
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
    },
    {
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
    },
    {
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
    },
  ],
};
