import type { Board } from '../../model/board.ts';
import { detailsRow } from './details.ts';
import { fillRow } from './fill.ts';
import { lossesRow } from './losses.ts';

export const conntrack: Board = {
  name: 'conntrack',
  title: 'Connection tracking',
  about:
    "The kernel's connection tracking: how full each network namespace is, what was lost and why. That of Open vSwitch stands in its own dashboard.",
  scope: 'host',
  alertsOf: ['conntrack', 'interface'],
  eventsOf: ['conntrack'],
  filters: [{ name: 'netns', label: 'Namespace', metric: 'netsteward_conntrack_entries', of: 'netns' }],
  rows: [fillRow, lossesRow, detailsRow],
};
