import type { Board } from '../../model/board.ts';
import { datapathRow } from './datapath.ts';
import { datapathDetailRow } from './datapath-details.ts';
import { dpdkRow } from './dpdk.ts';
import { interfaceDetailRow } from './interface-details.ts';
import { interfaceRow } from './interfaces.ts';
import { pmdRow } from './pmd.ts';
import { pmdDetailRow } from './pmd-details.ts';
import { switchRow, wrongRow } from './switch.ts';
import { trackingRow } from './tracking.ts';

export const ovs: Board = {
  name: 'ovs',
  title: 'Open vSwitch, PMD and DPDK',
  about:
    'Open vSwitch with the kernel or with DPDK: daemons and bridges, interfaces, datapath, PMD threads, connection tracking in userspace, memory of DPDK. Its bonds stand with the bonds.',
  scope: 'host',
  alertsOf: ['ovs', 'pmd', 'dpdk'],
  eventsOf: ['ovs', 'ovs-datapath', 'ovs-conntrack', 'pmd', 'dpdk'],
  filters: [{ name: 'bridge', label: 'Bridge', metric: 'netsteward_ovs_bridge_ports', of: 'bridge' }],
  rows: [
    wrongRow,
    pmdRow,
    datapathRow,
    interfaceRow,
    switchRow,
    pmdDetailRow,
    interfaceDetailRow,
    datapathDetailRow,
    trackingRow,
    dpdkRow,
  ],
};
