import { daemonLabel } from '../../ovs/daemon-label.ts';
import type { ActionLabel, Refusal, Target } from '../action.ts';

export const ovsConntrackLabels: readonly ActionLabel[] = [
  { name: 'daemon', help: "Run directory of the switch; left out for the host's only one.", required: false },
  { name: 'zone', help: 'The zone that is full, where an alert is about one.', required: false },
];

const ZONE = /^\d{1,5}$/;

/** The table is one for all zones of a switch. */
export function targetOf(labels: ReadonlyMap<string, string>): Target | Refusal {
  const daemon = daemonLabel(labels);
  if (typeof daemon !== 'string') return daemon;
  const zone = labels.get('zone') ?? '';
  if (zone !== '' && !ZONE.test(zone)) return { refused: 'the label zone is no number' };
  const known = new Map(Object.entries({ daemon, zone }).filter(([, value]) => value !== ''));
  return { object: daemon === '' ? 'conntrack' : `${daemon}:conntrack`, labels: known };
}
