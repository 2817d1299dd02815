import type { Board } from '../../model/board.ts';
import { actionsOverTimeRow, actionsRow } from './actions.ts';
import { alertmanagersRow } from './alertmanagers.ts';
import { nowRow } from './now.ts';
import { overTimeRow } from './over-time.ts';

export const alerts: Board = {
  name: 'alerts',
  title: 'Alerts and actions',
  about:
    'What fires on a host and since when, what is about to, what nobody can tell; what was done about it, what was refused and why; and what others told.',
  scope: 'host',
  filters: [{ name: 'action', label: 'Action', metric: 'netsteward_action_mode', of: 'action' }],
  rows: [nowRow, actionsRow, overTimeRow, actionsOverTimeRow, alertmanagersRow],
};
