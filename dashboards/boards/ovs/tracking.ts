import type { Row } from '../../model/board.ts';

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
