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
