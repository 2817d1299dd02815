import type { Row } from '../../model/board.ts';
import { badWhenYes, noYes, upDown } from '../words.ts';

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
      title: 'VF bytes received',
      about: 'The twenty busiest virtual functions. Nothing where the driver does not count them.',
      queries: [{ expr: busiest('receive_bytes'), legend: VF }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'VF bytes sent',
      about: 'The twenty busiest virtual functions. Nothing where the driver does not count them.',
      queries: [{ expr: busiest('transmit_bytes'), legend: VF }],
      unit: 'Bps',
      width: 6,
    },
    {
      kind: 'graph',
      title: 'VF packets',
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
