import type { Row } from '../../model/board.ts';
import { IF, NAME } from './terms.ts';

const seen = (what: string): string =>
  `topk(20, rate(netsteward_interface_${what}_total{${IF}}[$__rate_interval]) > 0)`;
const share = (bad: string, good: string): string => {
  const lost = `rate(netsteward_interface_${bad}_total{${IF}}[5m])`;
  return `topk(20, ${lost} / (rate(netsteward_interface_${good}_total{${IF}}[5m]) + ${lost}))`;
};
const moved = (metric: string): readonly string[] => [`${metric}{netns="",interface="eth0"} 0+30x20`];
const nothingLost = (metric: string) => ({ why: 'nothing of the kind happened.', shownBy: moved(metric) });

export const lossesRow: Row = {
  title: 'Errors and drops',
  panels: [
    {
      kind: 'graph',
      title: 'Bad packets received, share',
      about: 'Wrong checksums, wrong lengths, overruns.',
      queries: [{ expr: share('receive_errors', 'receive_packets'), legend: NAME }],
      unit: 'percentunit',
      thresholds: ['InterfaceReceiveErrors'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Failed to send, share',
      about: 'Lost carrier, underruns, or a tunnel that has nowhere to send to.',
      queries: [{ expr: share('transmit_errors', 'transmit_packets'), legend: NAME }],
      unit: 'percentunit',
      thresholds: ['InterfaceTransmitErrors'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Dropped on receipt, share',
      about: 'Good packets that the ring or the CPU behind it did not keep up with, or that the kernel has no use for.',
      queries: [{ expr: share('receive_drops', 'receive_packets'), legend: NAME }],
      unit: 'percentunit',
      thresholds: ['InterfaceReceiveDrops'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Dropped on the way out, share',
      about: 'For a tap device look at the guest behind it.',
      queries: [{ expr: share('transmit_drops', 'transmit_packets'), legend: NAME }],
      unit: 'percentunit',
      thresholds: ['InterfaceTransmitDrops'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Errors',
      about: 'Errors in packets a second, and what kind they are. Only interfaces that have some.',
      queries: [
        { expr: seen('receive_errors'), legend: `${NAME} received` },
        { expr: seen('receive_frame_errors'), legend: `${NAME} frame` },
        { expr: seen('receive_fifo_errors'), legend: `${NAME} receive overrun` },
        { expr: seen('transmit_errors'), legend: `${NAME} sent` },
        { expr: seen('transmit_fifo_errors'), legend: `${NAME} transmit underrun` },
        { expr: seen('transmit_carrier_errors'), legend: `${NAME} carrier` },
        { expr: seen('transmit_collisions'), legend: `${NAME} collisions` },
      ],
      unit: 'pps',
      quiet: nothingLost('netsteward_interface_receive_errors_total'),
    },
    {
      kind: 'graph',
      title: 'Drops',
      about: 'Dropped packets a second. Only interfaces that have some.',
      queries: [
        { expr: seen('receive_drops'), legend: `${NAME} received` },
        { expr: seen('transmit_drops'), legend: `${NAME} sent` },
        { expr: seen('qdisc_drops'), legend: `${NAME} queue` },
      ],
      unit: 'pps',
      quiet: nothingLost('netsteward_interface_receive_drops_total'),
    },
    {
      kind: 'graph',
      title: 'Dropped by queues, share',
      about: 'More is sent than the device, or the limit that was set for it, takes.',
      queries: [{ expr: share('qdisc_drops', 'transmit_packets'), legend: NAME }],
      unit: 'percentunit',
      thresholds: ['InterfaceQueueDrops'],
    },
  ],
};
