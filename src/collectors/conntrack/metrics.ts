import type { Table } from '../../conntrack/table.ts';
import { defineMetrics, type Family, type PointSet, pointSet } from '../../core/metric.ts';
import { type Counter, counters, counterValue, expectationsIn } from './counters.ts';
import type { Reading } from './reading.ts';
import type { ConntrackSettings } from './settings.ts';

export const conntrackMetrics = defineMetrics({
  entries: {
    name: 'netsteward_conntrack_entries',
    type: 'gauge',
    help: 'Connections in the table, for each network namespace; an empty netns is the host itself. The kernel compares the limit with each namespace apart, not with their sum.',
    labels: ['netns'],
    source: '/proc/net/stat/nf_conntrack column entries, or the sysctl nf_conntrack_count once a minute',
  },
  limit: {
    name: 'netsteward_conntrack_entries_limit',
    type: 'gauge',
    help: 'Connections that the table of any one network namespace may hold; beyond it the kernel drops packets of new ones. Left out when there is no limit (0).',
    labels: [],
    source: '/proc/sys/net/netfilter/nf_conntrack_max',
  },
  fullest: {
    name: 'netsteward_conntrack_fullest_namespace_ratio',
    type: 'gauge',
    help: 'Share of the limit that the namespace with the most connections uses; at 1 it loses new ones. topk(3, netsteward_conntrack_entries) names the largest.',
    labels: [],
    source: 'computed from netsteward_conntrack_entries and netsteward_conntrack_entries_limit',
  },
  buckets: {
    name: 'netsteward_conntrack_buckets',
    type: 'gauge',
    help: 'Buckets of the hash table, which all network namespaces share. With far fewer buckets than connections lookups get slow.',
    labels: [],
    source: '/proc/sys/net/netfilter/nf_conntrack_buckets',
  },
  entrySize: {
    name: 'netsteward_conntrack_entry_bytes',
    type: 'gauge',
    help: 'Memory that one connection takes, without extensions such as address translation, accounting and labels.',
    labels: [],
    source: '/proc/slabinfo nf_conntrack <objsize>',
  },
  expectations: {
    name: 'netsteward_conntrack_expectations',
    type: 'gauge',
    help: 'Connections that protocol helpers (FTP, SIP and others) expect to come.',
    labels: ['netns'],
    source: '/proc/net/stat/nf_conntrack columns expect_create and expect_delete',
  },
  expectationsLimit: {
    name: 'netsteward_conntrack_expectations_limit',
    type: 'gauge',
    help: 'Expectations that any one network namespace may hold.',
    labels: [],
    source: '/proc/sys/net/netfilter/nf_conntrack_expect_max',
  },
  timeout: {
    name: 'netsteward_conntrack_timeout_seconds',
    type: 'gauge',
    help: 'How long a connection stays in the table of the host itself without a packet, by protocol and state.',
    labels: ['timeout'],
    source: '/proc/sys/net/netfilter/nf_conntrack_*_timeout*',
  },
});

/** The points of one reading. What is not known is left out. */
export function familiesOf(
  { tables, sysctls, timeouts, entrySize }: Reading,
  settings: ConntrackSettings,
): readonly Family[] {
  const points = pointSet();
  const limit = sysctls.limit.value === 0 ? undefined : sysctls.limit.value;
  for (const table of tables) points.add(conntrackMetrics.entries, [table.netns], table.entries);
  points.add(conntrackMetrics.limit, [], limit);
  points.add(conntrackMetrics.fullest, [], shareOf(tables, limit));
  points.add(conntrackMetrics.buckets, [], sysctls.buckets.value);
  points.add(conntrackMetrics.entrySize, [], entrySize.value);
  points.add(conntrackMetrics.expectationsLimit, [], sysctls.expectations_limit.value);
  for (const [timeout, seconds] of timeouts) points.add(conntrackMetrics.timeout, [timeout], seconds.value);
  for (const table of tables) addCounters(points, table, settings.counters);
  return points.families();
}

function shareOf(tables: readonly Table[], limit: number | undefined): number | undefined {
  const counts = tables.flatMap(({ entries }) => entries ?? []);
  return limit === undefined || counts.length === 0 ? undefined : Math.max(...counts) / limit;
}

function addCounters(points: PointSet, { netns, sums }: Table, wanted: ConntrackSettings['counters']): void {
  const labels = [netns];
  const isWanted = ({ loss }: Counter) => netns === '' || wanted === 'all' || loss === true;
  if (netns === '' || wanted === 'all') points.add(conntrackMetrics.expectations, labels, expectationsIn(sums));
  for (const counter of counters) {
    if (isWanted(counter)) points.add(counter.definition, labels, counterValue(counter, sums));
  }
}
