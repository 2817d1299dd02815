import { daemonLabel } from '../../ovs/daemon-label.ts';
import type { ActionLabel, Refusal, Target } from '../action.ts';

export const pmdRebalanceLabels: readonly ActionLabel[] = [
  { name: 'daemon', help: "Run directory of the switch; left out for the host's only one.", required: false },
  {
    name: 'node',
    help: 'NUMA node whose PMDs are meant; left out: that of `core`, or the most uneven.',
    required: false,
  },
  { name: 'core', help: 'Core of the PMD that is overloaded.', required: false },
];

const NUMBER = /^\d{1,5}$/;

/** All PMDs of one switch: a rebalance moves the queues of all of them, whichever PMD it is for. */
export function targetOf(labels: ReadonlyMap<string, string>): Target | Refusal {
  const daemon = daemonLabel(labels);
  if (typeof daemon !== 'string') return daemon;
  const known = new Map<string, string>();
  if (daemon !== '') known.set('daemon', daemon);
  for (const name of ['node', 'core']) {
    const value = labels.get(name) ?? '';
    if (value === '') continue;
    if (!NUMBER.test(value)) return { refused: `the label ${name} is no number` };
    known.set(name, value);
  }
  return { object: daemon === '' ? 'pmds' : `${daemon}:pmds`, labels: known };
}
