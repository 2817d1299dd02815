import type { Board } from '../../model/board.ts';
import { failoverRow } from './failover.ts';
import { kernelRow } from './kernel.ts';
import { lacpRow } from './lacp.ts';
import { ovsRow } from './ovs.ts';
import { wrongRow } from './wrong.ts';

export const bonds: Board = {
  name: 'bonds',
  title: 'Bonds',
  about: 'Bonds of the kernel and of Open vSwitch: which links are missing, who is active, what LACP says.',
  scope: 'host',
  alertsOf: ['bond', 'ovs-bond', 'interface'],
  eventsOf: ['bond', 'ovs-bond'],
  filters: [
    { name: 'bond', label: 'Kernel bond', metric: 'netsteward_bond_up', of: 'bond' },
    { name: 'ovsbond', label: 'OVS bond', metric: 'netsteward_ovs_bond_members', of: 'bond' },
  ],
  rows: [wrongRow, failoverRow, kernelRow, lacpRow, ovsRow],
};
