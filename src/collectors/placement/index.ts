import { defineCollector } from '../collector.ts';
import { startPlacement } from './reader.ts';
import { placementSettings } from './settings.ts';
import { guestKind } from './tell/kinds.ts';
import { placementMetrics } from './tell/metrics.ts';

export const collector = defineCollector({
  name: 'placement',
  help: 'Which NUMA nodes the CPUs, memory, devices and ports of each virtual machine are on, and where they disagree.',
  sources: [
    '/proc/<pid of QEMU>/cmdline, stat, task/*/status, numa_maps',
    '/run/libvirt/qemu/*.xml, /etc/libvirt/qemu/*.xml (where they may be read)',
    '/sys/devices/system/node/node*/cpulist, /sys/bus/pci/devices/<address>/numa_node',
    'unixctl dpif-netdev/pmd-rxq-show and OVSDB Interface (receive queues of Open vSwitch with DPDK)',
  ],
  settings: placementSettings,
  metrics: Object.values(placementMetrics),
  kinds: [guestKind],
  occurrences: [],
  start: startPlacement,
});
