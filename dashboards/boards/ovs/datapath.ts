import type { Row } from '../../model/board.ts';

export const datapathRow: Row = {
  title: 'Datapath',
  panels: [
    {
      kind: 'graph',
      title: 'Lookups',
      about: 'Packets whose flow the datapath knew, and those that were handed up to be looked at.',
      queries: [
        { expr: 'rate(netsteward_ovs_datapath_hits_total[$__rate_interval])', legend: '{{datapath}} hit' },
        { expr: 'rate(netsteward_ovs_datapath_misses_total[$__rate_interval])', legend: '{{datapath}} missed' },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Share of packets with a known flow',
      about: 'What is missing to 100 % takes the slow path.',
      queries: [
        {
          expr: 'rate(netsteward_ovs_datapath_hits_total[$__rate_interval]) / (rate(netsteward_ovs_datapath_hits_total[$__rate_interval]) + rate(netsteward_ovs_datapath_misses_total[$__rate_interval]))',
          legend: '{{datapath}}',
        },
      ],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Packets of new flows lost in 5 minutes',
      about: 'They could not be handed up and were dropped: a scan, a flood, or ovs-vswitchd without CPU.',
      queries: [{ expr: 'increase(netsteward_ovs_datapath_lost_total[5m])', legend: '{{datapath}}' }],
      thresholds: ['OvsLostUpcalls'],
    },
    {
      kind: 'graph',
      title: 'Flows and their limit',
      about:
        'Flows that revalidators look after, and how many may be. The daemon lowers the limit when looking after them takes too long.',
      queries: [
        { expr: 'netsteward_ovs_datapath_revalidated_flows{figure="current"}', legend: '{{datapath}} flows' },
        { expr: 'netsteward_ovs_datapath_flows_limit', legend: '{{datapath}} limit' },
        {
          expr: 'netsteward_ovs_datapath_offloaded_flows',
          legend: '{{datapath}} in hardware',
          rare: 'most hosts offload nothing',
        },
      ],
      alerts: ['OvsFlowLimitReached'],
    },
    {
      kind: 'graph',
      title: 'Share of the flow limit',
      about: 'At the limit flows are thrown out before they are idle, and come back as upcalls.',
      queries: [
        {
          expr: 'netsteward_ovs_datapath_revalidated_flows{figure="current"} / ignoring (figure) netsteward_ovs_datapath_flows_limit',
          legend: '{{datapath}}',
        },
      ],
      unit: 'percentunit',
      thresholds: ['OvsFlowLimitReached'],
    },
    {
      kind: 'graph',
      title: 'Time to look after all flows',
      about: 'One walk of the revalidators through all flows.',
      queries: [{ expr: 'netsteward_ovs_datapath_dump_duration_seconds', legend: '{{datapath}}' }],
      unit: 's',
      thresholds: ['OvsRevalidationSlow'],
    },
  ],
};

export const datapathDetailRow: Row = {
  title: 'Datapath: revalidators, events, memory, hardware',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Flows of each revalidator',
      about: 'They should have about the same.',
      queries: [
        { expr: 'netsteward_ovs_datapath_revalidator_flows', legend: '{{datapath}} revalidator {{revalidator}}' },
      ],
    },
    {
      kind: 'graph',
      title: 'Masks',
      about: "Masks in the kernel's datapath, and how many a lookup tries: the more there are, the longer it takes.",
      queries: [
        { expr: 'netsteward_ovs_datapath_masks', legend: '{{datapath}} masks' },
        {
          expr: 'rate(netsteward_ovs_datapath_mask_lookups_total[$__rate_interval]) / (rate(netsteward_ovs_datapath_hits_total[$__rate_interval]) + rate(netsteward_ovs_datapath_misses_total[$__rate_interval]))',
          legend: '{{datapath}} tried for a packet',
        },
        {
          expr: 'rate(netsteward_ovs_datapath_mask_cache_hits_total[$__rate_interval])',
          legend: '{{datapath}} cache hits',
        },
      ],
      quiet: {
        why: "the kernel's datapath is not in use.",
        shownBy: ['netsteward_ovs_datapath_masks{datapath="system@ovs-system"} 3x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Internal events',
      about: 'The twenty most frequent of coverage/show. The names are those of the sources of Open vSwitch.',
      queries: [
        { expr: 'topk(20, rate(netsteward_ovs_datapath_coverage_total[$__rate_interval]))', legend: '{{event}}' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Messages to and from the kernel',
      about: 'Netlink messages of ovs-vswitchd.',
      queries: [
        {
          expr: 'rate(netsteward_ovs_datapath_coverage_total{event=~"netlink_(sent|received)"}[$__rate_interval])',
          legend: '{{event}}',
        },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Objects in memory',
      about: 'What memory/show counts. A kind that only grows is a leak, or a configuration that grows.',
      queries: [{ expr: 'topk(20, netsteward_ovs_datapath_memory_objects)', legend: '{{object}}' }],
    },
    {
      kind: 'graph',
      title: 'Hardware offload',
      about: 'Flows and tracked connections in hardware, those that wait, and how long it takes.',
      queries: [
        { expr: 'netsteward_ovs_datapath_offloads_inserted', legend: '{{datapath}} in hardware' },
        { expr: 'netsteward_ovs_datapath_offloads_enqueued', legend: '{{datapath}} waiting' },
        { expr: 'netsteward_ovs_datapath_offload_ct_bidirectional_connections', legend: '{{datapath}} connections' },
      ],
      quiet: {
        why: 'no flow is offloaded to hardware.',
        shownBy: ['netsteward_ovs_datapath_offloads_inserted{datapath="netdev@ovs-netdev"} 3x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Time to offload',
      about: 'From asking for an offload until it is done, the last ones counting most.',
      queries: [{ expr: 'netsteward_ovs_datapath_offload_recent_latency_seconds', legend: '{{datapath}}' }],
      unit: 's',
      quiet: {
        why: 'no flow is offloaded to hardware.',
        shownBy: ['netsteward_ovs_datapath_offload_recent_latency_seconds{datapath="netdev@ovs-netdev"} 0.001x20'],
      },
    },
  ],
};

export const trackingRow: Row = {
  title: 'Connection tracking in userspace',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Share of the limit',
      about: 'At 100 % new connections are refused.',
      queries: [{ expr: 'netsteward_ovs_conntrack_fill_ratio', legend: '{{daemon}} all' }],
      unit: 'percentunit',
      thresholds: ['OvsConntrackFilling', 'OvsConntrackNearlyFull'],
    },
    {
      kind: 'graph',
      title: 'Share of the limits of zones',
      about: 'Zones with a limit of their own. Other zones do not notice when one is full.',
      queries: [{ expr: 'topk(20, netsteward_ovs_conntrack_zone_fill_ratio)', legend: 'zone {{zone}}' }],
      unit: 'percentunit',
      thresholds: ['OvsConntrackZoneNearlyFull'],
    },
    {
      kind: 'graph',
      title: 'Connections refused in 5 minutes',
      about: 'The table was full.',
      queries: [{ expr: 'increase(netsteward_ovs_conntrack_full_total[5m])', legend: '{{daemon}} refused' }],
      thresholds: ['OvsConntrackRefusing'],
    },
    {
      kind: 'graph',
      title: 'Connections and limit',
      about: 'Connections that the userspace datapath tracks, and how many it may.',
      queries: [
        { expr: 'netsteward_ovs_conntrack_connections', legend: '{{daemon}} connections' },
        { expr: 'netsteward_ovs_conntrack_connections_limit', legend: '{{daemon}} limit' },
      ],
    },
    {
      kind: 'graph',
      title: 'Events',
      about: 'Checksum errors, full zones and others that connection tracking counts.',
      queries: [{ expr: 'rate(netsteward_ovs_conntrack_events_total[$__rate_interval])', legend: '{{event}}' }],
      unit: 'ops',
      quiet: {
        why: 'none of them ever happened.',
        shownBy: ['netsteward_ovs_conntrack_events_total{event="zone_full"} 0+1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Fragments',
      about: 'Fragments held until their packet is complete, how many may be, and what became of them.',
      queries: [
        { expr: 'netsteward_ovs_conntrack_fragments', legend: 'held' },
        { expr: 'netsteward_ovs_conntrack_fragments_limit', legend: 'limit' },
        {
          expr: 'rate(netsteward_ovs_conntrack_fragment_events_total{event!="accepted"}[$__rate_interval])',
          legend: '{{family}} {{event}} a second',
        },
      ],
    },
  ],
};
