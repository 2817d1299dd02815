import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';
import type { CounterName } from '../model.ts';

const VF = ['pf', 'interface', 'vf'] as const;
const LINK = 'ip -j -s -d link show: "vfinfo_list"';
const STATISTICS = `${LINK} "stats", or /sys/bus/pci/devices/<pf>/sriov/<vf>/stats`;

/** Figures of a virtual function. `pf` and `interface` are those of its physical function, `vf` is its number there. */
export const vfMetrics = defineMetrics({
  info: {
    name: 'netsteward_vf_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the PCI address of a virtual function, its driver, what was set for it and where it is: place is host, namespace, guest, vfio (given to a program that is no known guest), unbound (no driver) or elsewhere (a driver, but no network device in a namespace that can be read); netdev, bond and guest as far as they apply.',
    labels: [
      ...VF,
      'address',
      'driver',
      'mac',
      'vlan_protocol',
      'link_state',
      'place',
      'netns',
      'netdev',
      'bond',
      'guest',
    ],
    source: `${LINK}, /sys/bus/pci/devices/<vf>/driver, /sys/class/net, QEMU and libvirt`,
  },
  vlan: {
    name: 'netsteward_vf_vlan_id',
    type: 'gauge',
    help: 'VLAN that the host put a virtual function into; 0 is none.',
    labels: VF,
    source: `${LINK} "vlan"`,
  },
  qos: {
    name: 'netsteward_vf_vlan_qos',
    type: 'gauge',
    help: 'VLAN priority (802.1p) of what a virtual function sends into its VLAN.',
    labels: VF,
    source: `${LINK} "qos"`,
  },
  spoofCheck: {
    name: 'netsteward_vf_spoof_check',
    type: 'gauge',
    help: '1 when packets from another source address than the one of a virtual function are dropped, 0 when not.',
    labels: VF,
    source: `${LINK} "spoofchk"`,
  },
  trust: {
    name: 'netsteward_vf_trust',
    type: 'gauge',
    help: '1 when a virtual function may change its address or be promiscuous, 0 when not.',
    labels: VF,
    source: `${LINK} "trust"`,
  },
  maxTxRate: {
    name: 'netsteward_vf_max_tx_rate_bytes_per_second',
    type: 'gauge',
    help: 'Bytes (not bits) per second that a virtual function may send; 0 is no limit.',
    labels: VF,
    source: `${LINK} "max_tx"`,
  },
  minTxRate: {
    name: 'netsteward_vf_min_tx_rate_bytes_per_second',
    type: 'gauge',
    help: 'Bytes (not bits) per second that a virtual function is guaranteed; 0 is none.',
    labels: VF,
    source: `${LINK} "min_tx"`,
  },
  rssQuery: {
    name: 'netsteward_vf_rss_query',
    type: 'gauge',
    help: '1 when a virtual function may ask for the hash key and table of receive side scaling, 0 when not.',
    labels: VF,
    source: `${LINK} "query_rss_en"`,
  },
});

const NOTE = 'Left out while the driver is not known to count.';

const counter = <const Name extends CounterName>(name: Name, help: string) =>
  ({
    name: `netsteward_vf_${name}_total`,
    type: 'counter',
    help: `${help} ${NOTE}`,
    labels: VF,
    source: STATISTICS,
  }) as const satisfies MetricDefinition;

/** Seen from the virtual function: received is what came to it. */
export const vfCounters: Readonly<Record<CounterName, MetricDefinition>> = defineMetrics({
  receive_bytes: counter('receive_bytes', 'Bytes that a virtual function received.'),
  receive_packets: counter('receive_packets', 'Packets that a virtual function received.'),
  receive_dropped: counter('receive_dropped', 'Packets to a virtual function that were dropped.'),
  receive_multicast: counter('receive_multicast', 'Multicast packets that a virtual function received.'),
  receive_broadcast: counter('receive_broadcast', 'Broadcast packets that a virtual function received.'),
  transmit_bytes: counter('transmit_bytes', 'Bytes that a virtual function sent.'),
  transmit_packets: counter('transmit_packets', 'Packets that a virtual function sent.'),
  transmit_dropped: counter('transmit_dropped', 'Packets from a virtual function that were dropped.'),
  transmit_multicast: counter(
    'transmit_multicast',
    'Multicast packets that a virtual function sent (from sysfs only).',
  ),
  transmit_broadcast: counter(
    'transmit_broadcast',
    'Broadcast packets that a virtual function sent (from sysfs only).',
  ),
});
