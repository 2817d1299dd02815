import { defineMetrics } from '../../core/metric.ts';

const DAEMON = ['daemon'] as const;
const ZONE = [...DAEMON, 'zone'] as const;
const LIMITS = 'unixctl dpctl/ct-get-limits';
const FRAGMENTS = 'unixctl dpctl/ipf-get-status';

/** Figures of the userspace datapath's connection tracking. An empty `daemon` is the host's only or default ovs-vswitchd. */
export const conntrackMetrics = defineMetrics({
  connections: {
    name: 'netsteward_ovs_conntrack_connections',
    type: 'gauge',
    help: 'Connections that the userspace datapath tracks.',
    labels: DAEMON,
    source: 'unixctl dpctl/ct-get-nconns',
  },
  limit: {
    name: 'netsteward_ovs_conntrack_connections_limit',
    type: 'gauge',
    help: 'Connections that it may track; beyond them it refuses new ones.',
    labels: DAEMON,
    source: 'unixctl dpctl/ct-get-maxconns',
  },
  fill: {
    name: 'netsteward_ovs_conntrack_fill_ratio',
    type: 'gauge',
    help: 'Share of the limit that is in use; at 1 new connections are refused.',
    labels: DAEMON,
    source: 'computed from netsteward_ovs_conntrack_connections and netsteward_ovs_conntrack_connections_limit',
  },
  full: {
    name: 'netsteward_ovs_conntrack_full_total',
    type: 'counter',
    help: 'Connections refused because the table was full.',
    labels: DAEMON,
    source: 'unixctl coverage/read-counter conntrack_full',
  },
  events: {
    name: 'netsteward_ovs_conntrack_events_total',
    type: 'counter',
    help: 'Events that connection tracking counts, such as checksum errors (l4csum_err) and full zones (zone_full). Events that never happened are left out.',
    labels: [...DAEMON, 'event'],
    source: 'unixctl coverage/show conntrack_*',
  },
  standardZoneLimit: {
    name: 'netsteward_ovs_conntrack_default_zone_connections_limit',
    type: 'gauge',
    help: 'Connections that a zone without a limit of its own may hold. Left out while none was set (0).',
    labels: DAEMON,
    source: `${LIMITS} "default limit"`,
  },
  zoneConnections: {
    name: 'netsteward_ovs_conntrack_zone_connections',
    type: 'gauge',
    help: 'Connections in a zone that has a limit of its own.',
    labels: ZONE,
    source: `${LIMITS} "count"`,
  },
  zoneLimit: {
    name: 'netsteward_ovs_conntrack_zone_connections_limit',
    type: 'gauge',
    help: 'Connections that the zone may hold.',
    labels: ZONE,
    source: `${LIMITS} "limit"`,
  },
  zoneFill: {
    name: 'netsteward_ovs_conntrack_zone_fill_ratio',
    type: 'gauge',
    help: "Share of the zone's limit that is in use. Left out where the limit is 0.",
    labels: ZONE,
    source:
      'computed from netsteward_ovs_conntrack_zone_connections and netsteward_ovs_conntrack_zone_connections_limit',
  },
  sequenceChecking: {
    name: 'netsteward_ovs_conntrack_tcp_sequence_checking',
    type: 'gauge',
    help: 'Whether packets with TCP sequence numbers out of the window are invalid (1) or not (0).',
    labels: DAEMON,
    source: 'unixctl dpctl/ct-get-tcp-seq-chk',
  },
  fragments: {
    name: 'netsteward_ovs_conntrack_fragments',
    type: 'gauge',
    help: 'Fragments held until the packet is complete.',
    labels: DAEMON,
    source: `${FRAGMENTS} "num frag"`,
  },
  fragmentsLimit: {
    name: 'netsteward_ovs_conntrack_fragments_limit',
    type: 'gauge',
    help: 'Fragments that may be held.',
    labels: DAEMON,
    source: `${FRAGMENTS} "max num frags"`,
  },
  fragmentFates: {
    name: 'netsteward_ovs_conntrack_fragment_events_total',
    type: 'counter',
    help: 'What became of fragments, by IP family: accepted, completed, expired, too_small, overlapped or purged.',
    labels: [...DAEMON, 'family', 'event'],
    source: FRAGMENTS,
  },
  reassembly: {
    name: 'netsteward_ovs_conntrack_reassembly_enabled',
    type: 'gauge',
    help: 'Whether fragments of the IP family are put together (1) or not (0).',
    labels: [...DAEMON, 'family'],
    source: `${FRAGMENTS} "enabled"`,
  },
  smallestFragment: {
    name: 'netsteward_ovs_conntrack_smallest_fragment_bytes',
    type: 'gauge',
    help: 'Smaller fragments are dropped, the last one of a packet excepted.',
    labels: [...DAEMON, 'family'],
    source: `${FRAGMENTS} "min frag size"`,
  },
});
