import type { Row } from '../../model/board.ts';
import { badWhenNo } from '../words.ts';

const EITHER = 'bond=~"$bond|$ovsbond"';
const NAMED = '{{source}} {{netns}} {{daemon}} {{bond}}';

export const failoverRow: Row = {
  title: 'Whether they could fail over',
  panels: [
    {
      kind: 'states',
      title: 'Ready to fail over',
      about: 'What the last look at each bond has found: whether one standby could take over now. A gap: not known.',
      queries: [{ expr: `netsteward_bond_failover_ready{${EITHER}}`, legend: NAMED }],
      words: badWhenNo,
      width: 8,
      alerts: ['BondFailoverNotReady'],
    },
    {
      kind: 'states',
      title: 'Paths behind the links',
      about: 'Whether a neighbour answered through each link. A gap: nobody could be asked.',
      queries: [
        {
          expr: `netsteward_bond_path_alive{${EITHER}}`,
          legend: `${NAMED} {{member}} ({{role}})`,
          rare: 'only told of bonds behind which there is a neighbour to ask',
        },
      ],
      words: [
        ['dead', 'critical'],
        ['alive', 'good'],
      ],
      width: 8,
      alerts: ['BondActivePathDead'],
    },
    {
      kind: 'graph',
      title: 'Obstacles',
      about: 'What standbys have against them, those that the configuration accepts included.',
      queries: [{ expr: `netsteward_bond_failover_obstacles{${EITHER}} > 0`, legend: `${NAMED} {{obstacle}}` }],
    },
  ],
};
