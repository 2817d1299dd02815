import { defineMetrics } from '../../../core/metric.ts';

const GUEST = ['guest'] as const;
const ON_NODE = [...GUEST, 'node'] as const;
const STATUS = '/proc/<pid of QEMU>/task/*/status Cpus_allowed_list';
const NUMA_MAPS = '/proc/<pid of QEMU>/numa_maps';

/** Figures of running guests. `guest` is the name that QEMU or libvirt gave it. */
export const placementMetrics = defineMetrics({
  cpus: {
    name: 'netsteward_placement_guest_cpus',
    type: 'gauge',
    help: 'CPUs of the guest that are kept on this NUMA node. Those that may run on several are counted in netsteward_placement_guest_floating_cpus alone.',
    labels: ON_NODE,
    source: STATUS,
  },
  floating: {
    name: 'netsteward_placement_guest_floating_cpus',
    type: 'gauge',
    help: 'CPUs of the guest that may run on more than one NUMA node.',
    labels: GUEST,
    source: STATUS,
  },
  memory: {
    name: 'netsteward_placement_guest_memory_bytes',
    type: 'gauge',
    help: "Memory of the guest that lies on this NUMA node: what is surely the guest's (hugepages, bound memory, memory in files), or all that its process has for itself. Measured every few minutes (memory_interval), not when asked; left out where it is not measured.",
    labels: ON_NODE,
    source: NUMA_MAPS,
  },
  hugepages: {
    name: 'netsteward_placement_guest_hugepages_bytes',
    type: 'gauge',
    help: 'Part of that memory that is hugepages.',
    labels: ON_NODE,
    source: `${NUMA_MAPS} huge`,
  },
  devices: {
    name: 'netsteward_placement_guest_devices',
    type: 'gauge',
    help: 'PCI devices given to the guest, virtual functions mostly, that sit on this NUMA node. An empty node: the firmware does not say.',
    labels: ON_NODE,
    source: '/proc/<pid of QEMU>/cmdline -device vfio-pci, libvirt hostdev; /sys/bus/pci/devices/<address>/numa_node',
  },
  queues: {
    name: 'netsteward_placement_guest_polled_queues',
    type: 'gauge',
    help: "Receive queues of the guest's vhost-user ports that Open vSwitch polls on this NUMA node.",
    labels: ON_NODE,
    source: 'unixctl dpif-netdev/pmd-rxq-show; OVSDB Interface options:vhost-server-path',
  },
  nodes: {
    name: 'netsteward_placement_guest_nodes',
    type: 'gauge',
    help: "NUMA nodes that the guest's CPUs, memory and devices are on: more than 1 is cross-NUMA. Left out while a part of it is not known.",
    labels: GUEST,
    source: 'computed from the above',
  },
  mismatches: {
    name: 'netsteward_placement_guest_mismatches',
    type: 'gauge',
    help: 'Parts of the guest that are not where they should be: cpu (may run on several nodes), memory and device (on a node without CPUs of the guest), queue (polled on a node without memory of the guest). What it is each is told by `netsteward placement`. A kind is left out while it is not known.',
    labels: [...GUEST, 'kind'],
    source: 'computed from the above',
  },
  asDeclared: {
    name: 'netsteward_placement_guest_as_declared',
    type: 'gauge',
    help: 'Whether the guest is where the configuration says (1) or not (0). Only of guests that are declared there.',
    labels: GUEST,
    source: 'computed from the above and the setting collectors.placement.guests',
  },
  queueCrosses: {
    name: 'netsteward_placement_rxq_crosses_nodes',
    type: 'gauge',
    help: "Whether a receive queue is polled on another NUMA node (1) than what is behind it (0): `behind` a guest's memory or a network card. Of others nothing is known.",
    labels: ['daemon', 'port', 'queue', 'behind'],
    source: 'unixctl dpif-netdev/pmd-rxq-show; OVSDB Interface status:numa_id, or where the memory of the guest lies',
  },
});
