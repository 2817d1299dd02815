import type { Board } from '../../model/board.ts';
import { costRow } from './cost.ts';
import { receiversRow } from './receivers.ts';
import { sightRow } from './sight.ts';
import { tellingRow } from './telling.ts';

export const agent: Board = {
  name: 'agent',
  title: 'The agent itself',
  about: 'Whether the agent sees what it should, what it costs, and whether what it tells arrives.',
  scope: 'host',
  alertsOf: ['agent'],
  eventsOf: ['agent'],
  rows: [sightRow, costRow, tellingRow, receiversRow],
};
