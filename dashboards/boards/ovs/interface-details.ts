import type { Row } from '../../model/board.ts';
import { upDown } from '../words.ts';
import { BRIDGE, busiest, NAME } from './interface-terms.ts';

export const interfaceDetailRow: Row = {
  title: 'Interfaces: tunnels, vhost-user, VLANs, queues',
  folded: true,
  panels: [
    {
      kind: 'states',
      title: 'BFD and connectivity monitoring',
      about: 'Whether the other end of a tunnel or link answers.',
      queries: [
        { expr: `netsteward_ovs_interface_bfd_up{${BRIDGE}}`, legend: `${NAME} BFD` },
        { expr: `1 - netsteward_ovs_interface_cfm_fault{${BRIDGE}}`, legend: `${NAME} CFM` },
      ],
      words: upDown,
      alerts: ['OvsBfdDown', 'OvsCfmFault'],
      width: 8,
    },
    {
      kind: 'graph',
      title: 'Changes of BFD and CFM',
      about: 'How often a session changed its mind in an hour.',
      queries: [
        { expr: `increase(netsteward_ovs_interface_bfd_flaps_total{${BRIDGE}}[1h])`, legend: `${NAME} BFD` },
        { expr: `increase(netsteward_ovs_interface_cfm_flaps_total{${BRIDGE}}[1h])`, legend: `${NAME} CFM` },
      ],
      alerts: ['OvsBfdDown'],
    },
    {
      kind: 'states',
      title: 'vhost-user',
      about: 'Whether a guest is connected to the socket of each port.',
      queries: [{ expr: `netsteward_ovs_interface_vhost_connected{${BRIDGE}}`, legend: NAME }],
      words: [
        ['no guest', 'warning'],
        ['guest', 'good'],
      ],
      alerts: ['VhostUserWithoutPeer'],
      width: 8,
    },
    {
      kind: 'table',
      title: 'Tunnels and sockets',
      about: 'The other end of each tunnel, and the socket of each vhost-user port.',
      queries: [
        { expr: `netsteward_ovs_interface_tunnel_info{${BRIDGE}}`, legend: 'tunnels' },
        { expr: `netsteward_ovs_interface_vhost_info{${BRIDGE}}`, legend: 'sockets' },
      ],
      columns: ['bridge', 'interface', 'type', 'local', 'remote', 'key', 'mode', 'socket'].map((of) => ({ of })),
      width: 12,
    },
    {
      kind: 'table',
      title: 'VLANs and spanning tree',
      about: 'Ports with a VLAN of their own, and the role of ports in a spanning tree.',
      queries: [
        { expr: `netsteward_ovs_port_vlan_info{${BRIDGE}}`, legend: 'vlans' },
        { expr: `netsteward_ovs_port_spanning_tree_info{${BRIDGE}}`, legend: 'trees' },
      ],
      columns: ['bridge', 'port', 'vlan_mode', 'tag', 'protocol', 'role', 'state'].map((of) => ({ of })),
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Multicast and broadcast',
      about: 'A storm shows here.',
      queries: [
        {
          expr: `topk(20, rate(netsteward_ovs_interface_cast_packets_total{${BRIDGE}}[$__rate_interval]))`,
          legend: `${NAME} {{direction}} {{cast}}`,
        },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Sizes of packets',
      about: 'Packets by size: many small ones cost the most.',
      queries: [
        {
          expr: `sum by (direction, size) (rate(netsteward_ovs_interface_sized_packets_total{${BRIDGE}}[$__rate_interval]))`,
          legend: '{{direction}} {{size}}',
        },
      ],
      quiet: {
        why: 'only few drivers count by size.',
        shownBy: ['netsteward_ovs_interface_sized_packets_total{bridge="br0",direction="rx",size="65_to_127"} 0+9x20'],
      },
      unit: 'pps',
      stacked: true,
    },
    {
      kind: 'graph',
      title: 'Queues',
      about:
        'Packets of each queue. One far above the others: the traffic is one flow, or the hash does not spread it.',
      queries: [
        {
          expr: `topk(20, rate(netsteward_ovs_interface_queue_packets_total{${BRIDGE}}[$__rate_interval]))`,
          legend: `${NAME} {{direction}} {{queue}}`,
        },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Upcalls of interfaces',
      about: 'Packets of unknown flows that the kernel handed to ovs-vswitchd, by interface: who causes them.',
      queries: [{ expr: busiest('upcall_packets'), legend: NAME }],
      unit: 'pps',
      quiet: {
        why: 'the kernel or this release does not count them.',
        shownBy: ['netsteward_ovs_interface_upcall_packets_total{bridge="br0",interface="p0"} 0+9x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Mirrors',
      about: 'What mirrors copy. A mirror that was forgotten costs what it copies.',
      queries: [
        {
          expr: `rate(netsteward_ovs_mirror_bytes_total{${BRIDGE}}[$__rate_interval])`,
          legend: '{{bridge}} {{mirror}}',
        },
      ],
      unit: 'Bps',
    },
    {
      kind: 'table',
      title: 'Quality of service',
      about: 'How the traffic that leaves ports is shaped or policed, in the units of Open vSwitch.',
      queries: [{ expr: `netsteward_ovs_port_qos_setting{${BRIDGE}}`, legend: 'value' }],
      columns: [{ of: 'bridge' }, { of: 'port' }, { of: 'setting' }, { of: 'value' }],
      width: 8,
    },
  ],
};
