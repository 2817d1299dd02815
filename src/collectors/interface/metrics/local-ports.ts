import { defineMetrics } from '../../../core/metric.ts';

/** How many local ports are left to give: connections fail when they run out. */
export const localPortMetrics = defineMetrics({
  given: {
    name: 'netsteward_interface_local_ports',
    type: 'gauge',
    help: 'Local ports that the kernel can give to connections: the range without the reserved ones.',
    labels: ['netns'],
    source: '/proc/sys/net/ipv4/ip_local_port_range, ip_local_reserved_ports',
  },
  used: {
    name: 'netsteward_interface_local_ports_used',
    type: 'gauge',
    help: 'Local ports of these that some socket of the protocol holds.',
    labels: ['netns', 'protocol'],
    source: 'ss -tuan',
  },
  busiest: {
    name: 'netsteward_interface_local_ports_busiest_remote',
    type: 'gauge',
    help: 'The most sockets that one local address has on these ports towards one remote address and port. Ports are exhausted when this reaches the number of ports, even if other remotes could share them.',
    labels: ['netns', 'protocol'],
    source: 'ss -tuan',
  },
});
