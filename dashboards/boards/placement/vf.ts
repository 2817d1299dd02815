import type { Row } from '../../model/board.ts';
import { badWhenNo, badWhenYes, noYes, upDown } from '../words.ts';

const PF = 'interface=~"$pf"';
const VF = '{{interface}} VF {{vf}}';
const busiest = (what: string): string => `topk(20, rate(netsteward_vf_${what}_total{${PF}}[$__rate_interval]))`;
const dropped = `rate(netsteward_vf_receive_dropped_total{${PF}}[5m])`;

export const vfRow: Row = {
  title: 'SR-IOV',
  panels: [
    {
      kind: 'table',
      title: 'Physical functions',
      about:
        'Every physical function, its virtual ones and its NUMA node. All virtual functions share the link of theirs.',
      queries: [
        { expr: `netsteward_vf_pf_numvfs{${PF}}`, legend: 'VFs' },
        { expr: `netsteward_vf_pf_totalvfs{${PF}}`, legend: 'VFs possible' },
        { expr: `netsteward_vf_pf_numa_node{${PF}}`, legend: 'NUMA node' },
        { expr: `netsteward_vf_pf_up{${PF}}`, legend: 'link' },
        { expr: `netsteward_vf_pf_counts_traffic{${PF}}`, legend: 'counts traffic' },
        {
          expr: `netsteward_vf_pf_numvfs{${PF}} * 0 + on (job, instance, pf, interface) group_left (driver, driver_version, firmware_version, eswitch_mode) netsteward_vf_pf_info{${PF}}`,
          legend: 'info',
        },
      ],
      columns: [
        { of: 'pf' },
        { of: 'interface' },
        { of: 'link', words: upDown },
        { of: 'VFs' },
        { of: 'VFs possible' },
        { of: 'NUMA node' },
        { of: 'counts traffic', words: noYes },
        { of: 'driver' },
        { of: 'driver_version', title: 'version' },
        { of: 'firmware_version', title: 'firmware' },
        { of: 'eswitch_mode', title: 'switch mode' },
      ],
      alerts: ['VfLost', 'PfLost', 'PfNoCarrier'],
      height: 6,
    },
    {
      kind: 'table',
      title: 'Virtual functions',
      about: 'Where each one is, who has it, and what was set for it.',
      queries: [
        { expr: `netsteward_vf_vlan_id{${PF}}`, legend: 'VLAN' },
        { expr: `netsteward_vf_trust{${PF}}`, legend: 'trusted' },
        { expr: `netsteward_vf_spoof_check{${PF}}`, legend: 'spoof check' },
        { expr: `netsteward_vf_max_tx_rate_bytes_per_second{${PF}}`, legend: 'may send' },
        {
          expr: `netsteward_vf_trust{${PF}} * 0 + on (job, instance, pf, interface, vf) group_left (address, driver, mac, link_state, place, netns, netdev, bond, guest) netsteward_vf_info{${PF}}`,
          legend: 'info',
        },
      ],
      columns: [
        { of: 'interface' },
        { of: 'vf', title: 'VF' },
        { of: 'place' },
        { of: 'guest' },
        { of: 'netns' },
        { of: 'netdev' },
        { of: 'bond' },
        { of: 'mac', title: 'MAC' },
        { of: 'VLAN' },
        { of: 'link_state', title: 'link' },
        { of: 'trusted', words: noYes },
        { of: 'spoof check', words: noYes },
        { of: 'may send', unit: 'Bps' },
        { of: 'address' },
        { of: 'driver' },
      ],
      alerts: ['VfLinkDisabled', 'VfZeroMac'],
    },
    {
      kind: 'graph',
      title: 'Virtual functions of each physical one',
      about: 'A step down is a virtual function that was lost, or a number that somebody changed.',
      queries: [{ expr: `netsteward_vf_pf_numvfs{${PF}}`, legend: '{{interface}}' }],
      alerts: ['VfLost'],
      width: 6,
    },
    {
      kind: 'table',
      title: 'On one physical function',
      about:
        'Bonds and guests whose virtual functions should stand in for each other, and whether one link takes all of them away.',
      queries: [{ expr: 'netsteward_vf_group_shares_pf', legend: 'share one' }],
      columns: [{ of: 'kind' }, { of: 'holder' }, { of: 'share one', words: badWhenYes }],
      worstFirst: 'share one',
      alerts: ['VfWithoutRedundancy'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Received',
      about: 'The twenty busiest virtual functions. Nothing where the driver does not count them.',
      queries: [{ expr: busiest('receive_bytes'), legend: VF }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Sent',
      about: 'The twenty busiest virtual functions. Nothing where the driver does not count them.',
      queries: [{ expr: busiest('transmit_bytes'), legend: VF }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Packets',
      about: 'Received and sent, the twenty busiest virtual functions.',
      queries: [
        { expr: busiest('receive_packets'), legend: `${VF} received` },
        { expr: busiest('transmit_packets'), legend: `${VF} sent` },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Dropped on receipt, share',
      about: 'Packets to a virtual function that were dropped: its guest does not keep up.',
      queries: [
        {
          expr: `topk(20, ${dropped} / (rate(netsteward_vf_receive_packets_total{${PF}}[5m]) + ${dropped}))`,
          legend: VF,
        },
      ],
      unit: 'percentunit',
      thresholds: ['VfDropping'],
    },
    {
      kind: 'graph',
      title: 'Drops, multicast, broadcast',
      about: 'Dropped packets, and those to many. Those sent to many are counted by few drivers.',
      queries: [
        { expr: busiest('receive_dropped'), legend: `${VF} dropped, received` },
        { expr: busiest('transmit_dropped'), legend: `${VF} dropped, sent` },
        { expr: busiest('receive_multicast'), legend: `${VF} multicast` },
        { expr: busiest('receive_broadcast'), legend: `${VF} broadcast` },
        { expr: busiest('transmit_multicast'), legend: `${VF} multicast, sent` },
        { expr: busiest('transmit_broadcast'), legend: `${VF} broadcast, sent` },
      ],
      unit: 'pps',
    },
  ],
};

export const placementRow: Row = {
  title: 'Guests on NUMA nodes',
  panels: [
    {
      kind: 'stat',
      title: 'Guests across nodes',
      about:
        'Guests whose CPUs, memory and devices are on more than one NUMA node: they pay for each access to the other.',
      queries: [{ expr: 'sum(netsteward_placement_guest_nodes > bool 1)' }],
      alarm: 'warning',
      alerts: ['GuestMisplaced'],
    },
    {
      kind: 'stat',
      title: 'Not as declared',
      about: 'Guests that are not on the nodes that the configuration declares for them.',
      queries: [{ expr: 'sum(netsteward_placement_guest_as_declared == bool 0)' }],
      alarm: 'warning',
      alerts: ['GuestNotAsDeclared'],
      quiet: { why: 'no guest is declared.', shownBy: ['netsteward_placement_guest_as_declared{guest="a"} 0+0x20'] },
    },
    {
      kind: 'stat',
      title: 'Queues across nodes',
      about: 'Receive queues polled on another NUMA node than the guest or the card behind them.',
      queries: [{ expr: 'sum(netsteward_placement_rxq_crosses_nodes)' }],
      alarm: 'warning',
      alerts: ['GuestQueueOnWrongNode'],
    },
    {
      kind: 'table',
      title: 'Guests',
      about: 'Where CPUs, memory, hugepages, devices and polled queues of each guest are, node by node.',
      queries: [
        { expr: 'netsteward_placement_guest_cpus', legend: 'CPUs' },
        { expr: 'netsteward_placement_guest_memory_bytes', legend: 'memory' },
        { expr: 'netsteward_placement_guest_hugepages_bytes', legend: 'of it hugepages' },
        { expr: 'netsteward_placement_guest_devices', legend: 'devices' },
        { expr: 'netsteward_placement_guest_polled_queues', legend: 'polled queues' },
      ],
      columns: [
        { of: 'guest' },
        { of: 'node' },
        { of: 'CPUs' },
        { of: 'memory', unit: 'bytes' },
        { of: 'of it hugepages', unit: 'bytes' },
        { of: 'devices' },
        { of: 'polled queues' },
      ],
      width: 12,
    },
    {
      kind: 'table',
      title: 'What is not where it should be',
      about:
        'Parts of guests on a node without their CPUs, CPUs that may run on several nodes, and queues polled from afar.',
      queries: [
        { expr: 'netsteward_placement_guest_mismatches > 0', legend: 'parts' },
        { expr: 'netsteward_placement_guest_floating_cpus > 0', legend: 'floating CPUs' },
      ],
      columns: [{ of: 'guest' }, { of: 'kind' }, { of: 'parts', alarm: 'warning' }, { of: 'floating CPUs' }],
      alerts: ['GuestMisplaced'],
      quiet: {
        why: 'all is where it should be.',
        shownBy: ['netsteward_placement_guest_mismatches{guest="a",kind="memory"} 1x20'],
      },
      width: 8,
    },
    {
      kind: 'table',
      title: 'Queues and what is behind them',
      about: 'Whether a queue is polled on the NUMA node of the guest or card behind it.',
      queries: [{ expr: 'netsteward_placement_rxq_crosses_nodes', legend: 'on another node' }],
      columns: [{ of: 'port' }, { of: 'queue' }, { of: 'behind' }, { of: 'on another node', words: badWhenYes }],
      worstFirst: 'on another node',
      width: 4,
    },
  ],
};

export const declaredRow: Row = {
  title: 'Declared guests',
  folded: true,
  panels: [
    {
      kind: 'states',
      title: 'As declared',
      about: 'Whether each declared guest is on the nodes that the configuration names.',
      queries: [{ expr: 'netsteward_placement_guest_as_declared', legend: '{{guest}}' }],
      words: badWhenNo,
      alerts: ['GuestNotAsDeclared'],
      quiet: { why: 'no guest is declared.', shownBy: ['netsteward_placement_guest_as_declared{guest="a"} 0+0x20'] },
      width: 24,
    },
  ],
};
