import type { Row } from '../../model/board.ts';
import { badWhenYes, upDown } from '../words.ts';
import { BRIDGE, busiest, NAME } from './interface-terms.ts';

const seen = (what: string, more = ''): string =>
  `topk(20, rate(netsteward_ovs_interface_${what}_total{${BRIDGE}${more}}[$__rate_interval]) > 0)`;
const lost = `rate(netsteward_ovs_interface_transmit_dropped_total{${BRIDGE}}[5m])`;

export const interfaceRow: Row = {
  title: 'Interfaces',
  panels: [
    {
      kind: 'graph',
      title: 'Received',
      about: 'The twenty busiest interfaces.',
      queries: [{ expr: busiest('received_bytes'), legend: NAME }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Sent',
      about: 'The twenty busiest interfaces.',
      queries: [{ expr: busiest('transmitted_bytes'), legend: NAME }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Packets received',
      about: 'The twenty busiest interfaces.',
      queries: [{ expr: busiest('received_packets'), legend: NAME }],
      unit: 'pps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Packets sent',
      about: 'The twenty busiest interfaces.',
      queries: [{ expr: busiest('transmitted_packets'), legend: NAME }],
      unit: 'pps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Dropped instead of sent, share',
      about: 'Lost on the way into a guest or onto the wire, mostly because the guest does not empty its queue.',
      queries: [
        {
          expr: `topk(20, ${lost} / (rate(netsteward_ovs_interface_transmitted_packets_total{${BRIDGE}}[5m]) + ${lost}))`,
          legend: NAME,
        },
      ],
      unit: 'percentunit',
      thresholds: ['OvsInterfaceDropping'],
    },
    {
      kind: 'graph',
      title: 'Missed on receipt',
      about: 'Packets that the device had no room for: its PMD is too busy.',
      queries: [{ expr: `topk(20, rate(netsteward_ovs_interface_receive_missed_total{${BRIDGE}}[5m]))`, legend: NAME }],
      unit: 'pps',
      thresholds: ['OvsReceiveMissed'],
      quiet: {
        why: 'no device counts what it missed.',
        shownBy: ['netsteward_ovs_interface_receive_missed_total{bridge="br0",interface="p0"} 0+9x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Errors, drops and retries',
      about:
        'Only interfaces that have some. Drops of Open vSwitch itself say why: a full queue, the MTU, the policer.',
      queries: [
        { expr: seen('receive_errors'), legend: `${NAME} receive errors` },
        { expr: seen('transmit_errors'), legend: `${NAME} transmit errors` },
        { expr: seen('receive_dropped'), legend: `${NAME} receive drops` },
        { expr: seen('transmit_dropped'), legend: `${NAME} transmit drops` },
        { expr: seen('drops'), legend: `${NAME} {{direction}} {{reason}}` },
        { expr: seen('receive_frame_errors'), legend: `${NAME} frame errors` },
        { expr: seen('receive_overruns'), legend: `${NAME} overruns` },
        { expr: seen('receive_crc_errors'), legend: `${NAME} CRC errors` },
        { expr: seen('receive_mbuf_allocation_errors'), legend: `${NAME} no buffer` },
        { expr: seen('collisions'), legend: `${NAME} collisions` },
        { expr: seen('transmit_retries'), legend: `${NAME} retries` },
        { expr: seen('upcall_errors'), legend: `${NAME} upcall errors` },
        { expr: seen('malformed_packets'), legend: `${NAME} {{reason}}` },
      ],
      unit: 'pps',
      quiet: {
        why: 'nothing of the kind happened.',
        shownBy: ['netsteward_ovs_interface_transmit_dropped_total{bridge="br0",interface="p0"} 0+9x20'],
      },
    },
    {
      kind: 'table',
      title: 'Interfaces',
      about: 'Every interface with its link, NUMA node and queues. Those with an error stand first.',
      queries: [
        { expr: `netsteward_ovs_interface_error{${BRIDGE}}`, legend: 'error' },
        { expr: `netsteward_ovs_interface_link_up{${BRIDGE}}`, legend: 'link' },
        { expr: `netsteward_ovs_interface_admin_up{${BRIDGE}}`, legend: 'set' },
        { expr: `netsteward_ovs_interface_speed_bytes_per_second{${BRIDGE}}`, legend: 'speed' },
        { expr: `netsteward_ovs_interface_mtu_bytes{${BRIDGE}}`, legend: 'MTU' },
        { expr: `netsteward_ovs_interface_numa_node{${BRIDGE}}`, legend: 'NUMA node' },
        { expr: `netsteward_ovs_interface_rx_queues{${BRIDGE}}`, legend: 'rx queues' },
        { expr: `netsteward_ovs_interface_link_resets_total{${BRIDGE}}`, legend: 'link changes' },
        {
          expr: `netsteward_ovs_interface_error{${BRIDGE}} * 0 + on (job, instance, daemon, bridge, port, interface) group_left (type, address, driver) netsteward_ovs_interface_info{${BRIDGE}}`,
          legend: 'info',
        },
      ],
      columns: [
        { of: 'bridge' },
        { of: 'port' },
        { of: 'interface' },
        { of: 'type' },
        { of: 'error', words: badWhenYes },
        {
          of: 'set',
          words: [
            ['down', 'plain'],
            ['up', 'good'],
          ],
        },
        { of: 'link', words: upDown },
        { of: 'speed', unit: 'Bps' },
        { of: 'MTU', unit: 'bytes' },
        { of: 'NUMA node' },
        { of: 'rx queues' },
        { of: 'link changes' },
        { of: 'address' },
        { of: 'driver' },
      ],
      worstFirst: 'error',
      alerts: ['OvsInterfaceError', 'OvsPortNoCarrier', 'OvsRxQueuesMissing'],
    },
  ],
};
