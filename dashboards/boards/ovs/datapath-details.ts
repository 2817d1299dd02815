import type { Row } from '../../model/board.ts';

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
