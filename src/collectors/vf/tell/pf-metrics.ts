import { defineMetrics } from '../../../core/metric.ts';

const PF = ['pf', 'interface'] as const;
const SYSFS = '/sys/bus/pci/devices/<pf>';
const LINK = 'ip -j -s -d link show';

/**
 * Figures of a physical function. `pf` is its PCI address, `interface` its network device, with the namespace before it
 * (`blue:eth0`) where that is not the host's own; a function that lost its driver keeps the last one.
 */
export const pfMetrics = defineMetrics({
  info: {
    name: 'netsteward_vf_pf_info',
    type: 'gauge',
    help: 'Always 1; the labels tell what a physical function is and what drives it. A label is empty where it is not known or does not apply.',
    labels: [...PF, 'vendor', 'device', 'driver', 'driver_version', 'firmware_version', 'eswitch_mode'],
    source: `${SYSFS}/{uevent,driver}, ethtool -i, devlink -j dev eswitch show`,
  },
  totalvfs: {
    name: 'netsteward_vf_pf_totalvfs',
    type: 'gauge',
    help: 'Virtual functions that a physical function can have.',
    labels: PF,
    source: `${SYSFS}/sriov_totalvfs`,
  },
  numvfs: {
    name: 'netsteward_vf_pf_numvfs',
    type: 'gauge',
    help: 'Virtual functions that a physical function has.',
    labels: PF,
    source: `${SYSFS}/sriov_numvfs`,
  },
  numaNode: {
    name: 'netsteward_vf_pf_numa_node',
    type: 'gauge',
    help: 'NUMA node that a physical function and all its virtual ones are attached to. Left out where the firmware does not say.',
    labels: PF,
    source: `${SYSFS}/numa_node`,
  },
  up: {
    name: 'netsteward_vf_pf_up',
    type: 'gauge',
    help: '1 when a physical function is set up and has a carrier, 0 when not. Only while it has virtual functions, which share its link unless their link state is forced.',
    labels: PF,
    source: `${LINK}: flags UP and LOWER_UP`,
  },
  counts: {
    name: 'netsteward_vf_pf_counts_traffic',
    type: 'gauge',
    help: 'Whether the driver of a physical function is known to count the traffic of its virtual ones: 1 as soon as any count of any such function was not 0, or where it has statistics of its own in sysfs. While it is 0, zeros mean nothing and the traffic of its virtual functions is left out.',
    labels: PF,
    source: `${LINK}: "stats" in "vfinfo_list", ${SYSFS}/sriov/<vf>/stats`,
  },
});

export const groupMetrics = defineMetrics({
  shared: {
    name: 'netsteward_vf_group_shares_pf',
    type: 'gauge',
    help: '1 when virtual functions that should stand in for each other all hang on one physical function, so that one link takes all of them away; 0 when they do not. Groups are bonds with a virtual function among their slaves (kind bond) and guests with several virtual functions in one VLAN (kind guest).',
    labels: ['kind', 'holder'],
    source: `${SYSFS}/virtfn*, /sys/class/net/<bond>/bonding/slaves, QEMU and libvirt`,
  },
});
