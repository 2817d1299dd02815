import { defineMetrics, type Family, type MetricDefinition, pointSet } from '../../core/metric.ts';
import { type Service, written } from '../../ipvs/table.ts';
import type { NamespaceReading } from './reading.ts';
import type { IpvsSettings } from './settings.ts';
import { type Direction, directions } from './statistics.ts';

const SERVICE = ['netns', 'service'];
const DESTINATION = [...SERVICE, 'destination'];
const TABLE = '/proc/net/ip_vs of each namespace';

export const ipvsMetrics = defineMetrics({
  info: {
    name: 'netsteward_ipvs_service_info',
    type: 'gauge',
    help: 'Always 1; a virtual service such as TCP 192.0.2.100:80 or FWM 7 (a firewall mark), with its scheduler and flags.',
    labels: [...SERVICE, 'scheduler', 'flags'],
    source: TABLE,
  },
  destinations: {
    name: 'netsteward_ipvs_service_destinations',
    type: 'gauge',
    help: 'Destinations of a virtual service.',
    labels: SERVICE,
    source: TABLE,
  },
  usable: {
    name: 'netsteward_ipvs_service_usable_destinations',
    type: 'gauge',
    help: 'Destinations of a virtual service whose weight is not 0.',
    labels: SERVICE,
    source: TABLE,
  },
  destination: {
    name: 'netsteward_ipvs_destination_info',
    type: 'gauge',
    help: 'Always 1; a destination and how packets reach it: Masq, Route, Tunnel, Local or Bypass.',
    labels: [...DESTINATION, 'forwarding'],
    source: TABLE,
  },
  weight: {
    name: 'netsteward_ipvs_destination_weight',
    type: 'gauge',
    help: 'Weight of a destination; with 0 it gets no new connections.',
    labels: DESTINATION,
    source: TABLE,
  },
  active: {
    name: 'netsteward_ipvs_destination_active_connections',
    type: 'gauge',
    help: 'Connections to a destination that are established.',
    labels: DESTINATION,
    source: TABLE,
  },
  inactive: {
    name: 'netsteward_ipvs_destination_inactive_connections',
    type: 'gauge',
    help: 'Connections to a destination in any other state.',
    labels: DESTINATION,
    source: TABLE,
  },
});

const words: Readonly<Record<Direction, readonly [total: string, rate: string, help: string]>> = {
  connections: ['connections', 'connection_rate', 'Connections scheduled'],
  packetsIn: ['incoming_packets', 'incoming_packet_rate', 'Packets from clients'],
  packetsOut: ['outgoing_packets', 'outgoing_packet_rate', 'Packets to clients, as far as they come back this way'],
  bytesIn: ['incoming_bytes', 'incoming_rate_bytes', 'Bytes from clients'],
  bytesOut: ['outgoing_bytes', 'outgoing_rate_bytes', 'Bytes to clients, as far as they come back this way'],
};

/** Traffic of all services of a namespace: the total, and the kernel's estimate of the rate. */
export const trafficMetrics: ReadonlyMap<Direction, readonly [total: MetricDefinition, rate: MetricDefinition]> =
  new Map(
    directions.map((direction) => {
      const [total, rate, help] = words[direction];
      const about = { labels: ['netns'], source: '/proc/net/ip_vs_stats of each namespace' };
      return [
        direction,
        [
          { ...about, name: `netsteward_ipvs_${total}_total`, type: 'counter', help: `${help}.` },
          { ...about, name: `netsteward_ipvs_${rate}`, type: 'gauge', help: `${help} in a second, over the last few.` },
        ],
      ];
    }),
  );

export function familiesOf(namespaces: readonly NamespaceReading[], settings: IpvsSettings): readonly Family[] {
  const points = pointSet();
  for (const { netns, services, statistics } of namespaces) {
    for (const service of services) addService(points, netns, service, settings);
    for (const [direction, [total, rate]] of trafficMetrics) {
      points.add(total, [netns], statistics?.[direction]);
      points.add(rate, [netns], statistics?.rates[direction]);
    }
  }
  return points.families();
}

function addService(
  points: ReturnType<typeof pointSet>,
  netns: string,
  service: Service,
  settings: IpvsSettings,
): void {
  const { name, scheduler, flags, destinations } = service;
  points.add(ipvsMetrics.info, [netns, name, scheduler, flags], 1);
  points.add(ipvsMetrics.destinations, [netns, name], destinations.length);
  points.add(ipvsMetrics.usable, [netns, name], destinations.filter(({ weight }) => weight > 0).length);
  for (const { address, port, forwarding, weight, active, inactive } of settings.destinations ? destinations : []) {
    const labels = [netns, name, written({ address, port })];
    points.add(ipvsMetrics.destination, [...labels, forwarding], 1);
    points.add(ipvsMetrics.weight, labels, weight);
    points.add(ipvsMetrics.active, labels, active);
    points.add(ipvsMetrics.inactive, labels, inactive);
  }
}
