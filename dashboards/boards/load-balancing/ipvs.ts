import type { Row } from '../../model/board.ts';

const rate = (what: string): string => `rate(netsteward_ipvs_${what}_total[$__rate_interval])`;

export const ipvsRow: Row = {
  title: 'IPVS',
  panels: [
    {
      kind: 'table',
      title: 'Virtual services',
      about: 'Destinations of each service, and those that get connections (their weight is not 0).',
      queries: [
        { expr: 'netsteward_ipvs_service_destinations', legend: 'destinations' },
        { expr: 'netsteward_ipvs_service_usable_destinations', legend: 'usable' },
        {
          expr: 'netsteward_ipvs_service_destinations * 0 + on (job, instance, netns, service) group_left (scheduler, flags) netsteward_ipvs_service_info',
          legend: 'info',
        },
      ],
      columns: [
        { of: 'netns' },
        { of: 'service' },
        { of: 'scheduler' },
        { of: 'flags' },
        { of: 'destinations' },
        { of: 'usable' },
      ],
      alerts: ['IpvsServiceWithoutDestinations', 'IpvsDestinationsUnused'],
      width: 12,
    },
    {
      kind: 'table',
      title: 'Destinations',
      about: 'Weight and connections of each destination. One far above the others: the scheduler or the weights.',
      queries: [
        { expr: 'netsteward_ipvs_destination_weight', legend: 'weight' },
        { expr: 'netsteward_ipvs_destination_active_connections', legend: 'active' },
        { expr: 'netsteward_ipvs_destination_inactive_connections', legend: 'inactive' },
        {
          expr: 'netsteward_ipvs_destination_weight * 0 + on (job, instance, netns, service, destination) group_left (forwarding) netsteward_ipvs_destination_info',
          legend: 'info',
        },
      ],
      columns: [
        { of: 'netns' },
        { of: 'service' },
        { of: 'destination' },
        { of: 'forwarding' },
        { of: 'weight' },
        { of: 'active' },
        { of: 'inactive' },
      ],
      worstFirst: 'active',
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Connections scheduled',
      about: 'New connections a second.',
      queries: [{ expr: rate('connections'), legend: '{{netns}} connections' }],
      unit: 'cps',
    },
    {
      kind: 'graph',
      title: 'IPVS packets',
      about: 'From clients, and to clients as far as they come back this way.',
      queries: [
        { expr: rate('incoming_packets'), legend: '{{netns}} in' },
        { expr: rate('outgoing_packets'), legend: '{{netns}} out' },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'IPVS bytes',
      about: 'From clients, and to clients as far as they come back this way.',
      queries: [
        { expr: rate('incoming_bytes'), legend: '{{netns}} in' },
        { expr: rate('outgoing_bytes'), legend: '{{netns}} out' },
      ],
      unit: 'Bps',
    },
  ],
};
