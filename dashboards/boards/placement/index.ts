import type { Board } from '../../model/board.ts';
import { declaredRow } from './declared.ts';
import { placementRow } from './guests.ts';
import { numaRow } from './numa.ts';
import { vfRow } from './vf.ts';

export const placement: Board = {
  name: 'placement',
  title: 'SR-IOV and NUMA placement',
  about:
    'Virtual functions and who has them, where guests, their memory, devices and queues are, and what the NUMA nodes have left.',
  scope: 'host',
  alertsOf: ['vf', 'numa'],
  eventsOf: ['vf', 'numa', 'placement'],
  filters: [{ name: 'pf', label: 'Physical function', metric: 'netsteward_vf_pf_info', of: 'interface' }],
  rows: [placementRow, vfRow, numaRow, declaredRow],
};
