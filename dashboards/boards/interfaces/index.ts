import type { Board } from '../../model/board.ts';
import { linksRow } from './links.ts';
import { lossesRow } from './losses.ts';
import { neighbourhoodRow } from './neighbourhood.ts';
import { queuesRow } from './queues.ts';
import { trafficRow } from './traffic.ts';

export const interfaces: Board = {
  name: 'interfaces',
  title: 'Interfaces',
  about:
    'Network devices of the host and of its named namespaces: links, traffic, what was lost and where, queues, bridges, local ports.',
  scope: 'host',
  alertsOf: ['interface'],
  eventsOf: ['interface'],
  filters: [
    { name: 'netns', label: 'Namespace', metric: 'netsteward_interface_info', of: 'netns' },
    { name: 'interface', label: 'Interface', metric: 'netsteward_interface_info{netns=~"$netns"}', of: 'interface' },
  ],
  rows: [linksRow, trafficRow, lossesRow, queuesRow, neighbourhoodRow],
};
