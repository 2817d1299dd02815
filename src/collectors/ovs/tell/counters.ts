import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';

const INTERFACE = ['daemon', 'bridge', 'port', 'interface'] as const;
const SOURCE = 'OVSDB Interface statistics';

function counter(name: string, help: string, ...labels: readonly string[]): MetricDefinition {
  return {
    name: `netsteward_ovs_interface_${name}_total`,
    type: 'counter',
    help,
    labels: [...INTERFACE, ...labels],
    source: SOURCE,
  };
}

/** Metrics of the statistics of interfaces; ovs-vswitchd refreshes them every five seconds. */
export const counterMetrics = defineMetrics({
  receivedPackets: counter('received_packets', 'Packets that an interface received.'),
  transmittedPackets: counter('transmitted_packets', 'Packets that an interface transmitted.'),
  receivedBytes: counter('received_bytes', 'Bytes that an interface received.'),
  transmittedBytes: counter('transmitted_bytes', 'Bytes that an interface transmitted.'),
  receiveErrors: counter('receive_errors', 'Packets received with errors, all kinds together.'),
  transmitErrors: counter('transmit_errors', 'Packets that could not be transmitted because of errors.'),
  receiveDropped: counter('receive_dropped', 'Received packets that the device, the driver or the policer dropped.'),
  transmitDropped: counter('transmit_dropped', 'Packets dropped instead of being transmitted.'),
  receiveMissed: counter('receive_missed', 'Packets that the device had no room for.'),
  receiveFrameErrors: counter('receive_frame_errors', 'Received packets with a framing error.'),
  receiveOverruns: counter('receive_overruns', 'Packets lost because the device was overrun.'),
  receiveCrcErrors: counter('receive_crc_errors', 'Received packets with a wrong checksum.'),
  receiveAllocationErrors: counter('receive_mbuf_allocation_errors', 'Packets lost because no buffer was free.'),
  collisions: counter('collisions', 'Collisions seen while transmitting.'),
  transmitRetries: counter('transmit_retries', 'Further attempts to hand packets to a guest whose queue was full.'),
  upcallPackets: counter('upcall_packets', 'Packets that the kernel handed to ovs-vswitchd.'),
  upcallErrors: counter('upcall_errors', 'Packets that the kernel failed to hand to ovs-vswitchd.'),
  casts: counter(
    'cast_packets',
    'Packets by direction and kind of address (multicast, broadcast).',
    'direction',
    'cast',
  ),
  sizes: counter('sized_packets', 'Packets by direction and size in bytes, such as 65_to_127.', 'direction', 'size'),
  malformed: counter('malformed_packets', 'Received packets that were too short, too long or broken.', 'reason'),
  drops: counter(
    'drops',
    'Packets that Open vSwitch dropped itself, by direction and reason: the queue was full (failure), larger than the MTU (mtu_exceeded), the policer (qos), an offload that was impossible (invalid_hwol). They are part of the dropped packets.',
    ...['direction', 'reason'],
  ),
  queuePackets: counter('queue_packets', 'Packets of a queue.', 'direction', 'queue'),
  queueBytes: counter('queue_bytes', 'Bytes of a queue.', 'direction', 'queue'),
  queueErrors: counter('queue_errors', 'Packets of a queue with errors.', 'direction', 'queue'),
  queueOther: counter(
    'queue_statistic',
    'Other statistics of a queue, by the name that the driver has for them.',
    ...['direction', 'queue', 'statistic'],
  ),
  other: counter(
    'statistic',
    'Other statistics of an interface, by the name that the driver has for them.',
    'statistic',
  ),
});
