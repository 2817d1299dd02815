import type { Row } from '../../model/board.ts';
import { firing } from '../alert-tables.ts';

export const overTimeRow: Row = {
  title: 'Over time',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Alerts of all hosts',
      about: 'How many fire, by severity.',
      queries: [
        { expr: firing('critical'), legend: 'critical' },
        { expr: firing('warning'), legend: 'warning' },
      ],
      stacked: true,
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Agents that answer',
      about: 'A step down for many at once is the network, or a roll-out.',
      queries: [{ expr: 'sum(up)', legend: 'agents' }],
      width: 12,
    },
    {
      kind: 'table',
      title: 'Versions',
      about: 'How many hosts run which version of the agent, and which kernel.',
      queries: [
        { expr: 'count by (version) (netsteward_build_info)', legend: 'agents' },
        { expr: 'count by (kernel) (netsteward_host_info)', legend: 'hosts' },
      ],
      columns: [{ of: 'version' }, { of: 'agents' }, { of: 'kernel' }, { of: 'hosts' }],
      width: 12,
    },
  ],
};
