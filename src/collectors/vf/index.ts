import { defineCollector } from '../collector.ts';
import { startVfs } from './reader.ts';
import { vfSettings } from './settings.ts';
import { groupKind } from './tell/group-kind.ts';
import { pfKind } from './tell/pf-kind.ts';
import { groupMetrics, pfMetrics } from './tell/pf-metrics.ts';
import { vfKind } from './tell/vf-kind.ts';
import { vfCounters, vfMetrics } from './tell/vf-metrics.ts';

export const collector = defineCollector({
  name: 'vf',
  help: 'SR-IOV: physical functions and their virtual ones, with settings, traffic, links, where each one is and who depends on it.',
  sources: [
    '/sys/bus/pci/devices/*/{uevent,numa_node,physfn,virtfn*,sriov_totalvfs,sriov_numvfs}, /sys/bus/pci/drivers/*',
    '/sys/class/net/*, bonding_masters, <bond>/bonding/slaves (of each network namespace that has functions)',
    'ip -j -s -d link show, ip monitor link',
    '/sys/bus/pci/devices/<pf>/sriov/<vf>/stats (drivers that have it)',
    'ethtool -i, devlink -j dev eswitch show (once for each physical function)',
    'QEMU processes in /proc, files of libvirt',
  ],
  settings: vfSettings,
  metrics: [pfMetrics, vfMetrics, vfCounters, groupMetrics].flatMap((metrics) => Object.values(metrics)),
  kinds: [pfKind, vfKind, groupKind],
  occurrences: [],
  start: (host, settings) => startVfs(host, settings),
});
