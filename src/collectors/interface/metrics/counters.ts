import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';

const DEVICE = ['netns', 'interface'] as const;
const SOURCE = '/proc/net/dev';

/** Totals of each device since it was made, which never fall while it lives. */
export const counterMetrics = defineMetrics({
  receiveBytes: {
    name: 'netsteward_interface_receive_bytes_total',
    type: 'counter',
    help: 'Bytes received.',
    labels: DEVICE,
    source: SOURCE,
  },
  receivePackets: {
    name: 'netsteward_interface_receive_packets_total',
    type: 'counter',
    help: 'Packets received.',
    labels: DEVICE,
    source: SOURCE,
  },
  receiveErrors: {
    name: 'netsteward_interface_receive_errors_total',
    type: 'counter',
    help: 'Bad packets received.',
    labels: DEVICE,
    source: SOURCE,
  },
  receiveDrops: {
    name: 'netsteward_interface_receive_drops_total',
    type: 'counter',
    help: 'Good packets dropped on receipt, by the kernel (rx_dropped) or for want of room in the device (rx_missed_errors).',
    labels: DEVICE,
    source: SOURCE,
  },
  receiveFifo: {
    name: 'netsteward_interface_receive_fifo_errors_total',
    type: 'counter',
    help: 'Overruns of the receive buffers (rx_fifo_errors).',
    labels: DEVICE,
    source: SOURCE,
  },
  receiveFrame: {
    name: 'netsteward_interface_receive_frame_errors_total',
    type: 'counter',
    help: 'Packets received with a wrong length, too long, with a wrong checksum or out of frame (rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors).',
    labels: DEVICE,
    source: SOURCE,
  },
  receiveMulticast: {
    name: 'netsteward_interface_receive_multicast_packets_total',
    type: 'counter',
    help: 'Multicast packets received.',
    labels: DEVICE,
    source: SOURCE,
  },
  transmitBytes: {
    name: 'netsteward_interface_transmit_bytes_total',
    type: 'counter',
    help: 'Bytes sent.',
    labels: DEVICE,
    source: SOURCE,
  },
  transmitPackets: {
    name: 'netsteward_interface_transmit_packets_total',
    type: 'counter',
    help: 'Packets sent.',
    labels: DEVICE,
    source: SOURCE,
  },
  transmitErrors: {
    name: 'netsteward_interface_transmit_errors_total',
    type: 'counter',
    help: 'Packets that could not be sent for an error.',
    labels: DEVICE,
    source: SOURCE,
  },
  transmitDrops: {
    name: 'netsteward_interface_transmit_drops_total',
    type: 'counter',
    help: 'Packets dropped on their way out (tx_dropped).',
    labels: DEVICE,
    source: SOURCE,
  },
  transmitFifo: {
    name: 'netsteward_interface_transmit_fifo_errors_total',
    type: 'counter',
    help: 'Underruns of the transmit buffers (tx_fifo_errors).',
    labels: DEVICE,
    source: SOURCE,
  },
  collisions: {
    name: 'netsteward_interface_transmit_collisions_total',
    type: 'counter',
    help: 'Collisions while sending.',
    labels: DEVICE,
    source: SOURCE,
  },
  carrierErrors: {
    name: 'netsteward_interface_transmit_carrier_errors_total',
    type: 'counter',
    help: 'Packets that could not be sent for want of a carrier, or were aborted by the device (tx_carrier_errors, tx_aborted_errors, tx_window_errors, tx_heartbeat_errors).',
    labels: DEVICE,
    source: SOURCE,
  },
});

/**
 * Which column of /proc/net/dev holds what, in the header's words. What the kernel adds up in each is in dev_seq_printf_stats()
 * of its net/core/net-procfs.c.
 */
export const counterColumns: ReadonlyMap<string, MetricDefinition> = new Map<string, MetricDefinition>([
  ['receive bytes', counterMetrics.receiveBytes],
  ['receive packets', counterMetrics.receivePackets],
  ['receive errs', counterMetrics.receiveErrors],
  ['receive drop', counterMetrics.receiveDrops],
  ['receive fifo', counterMetrics.receiveFifo],
  ['receive frame', counterMetrics.receiveFrame],
  ['receive multicast', counterMetrics.receiveMulticast],
  ['transmit bytes', counterMetrics.transmitBytes],
  ['transmit packets', counterMetrics.transmitPackets],
  ['transmit errs', counterMetrics.transmitErrors],
  ['transmit drop', counterMetrics.transmitDrops],
  ['transmit fifo', counterMetrics.transmitFifo],
  ['transmit colls', counterMetrics.collisions],
  ['transmit carrier', counterMetrics.carrierErrors],
]);
