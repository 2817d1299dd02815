import { assess } from '../../bonding/assess/assess.ts';
import type { BondEvidence } from '../../bonding/evidence.ts';
import type { Step } from '../../remediation/step.ts';
import type { Plan, PlanRequest, Refusal } from '../action.ts';
import { turnOf } from './refuse.ts';
import type { FailoverSettings } from './settings.ts';
import { witnessOf } from './witness.ts';

/** Turns the bond to its best standby, if that may be. */
export function planFailover({
  target,
  settings,
  evidence: seen,
  history,
  now,
}: Omit<PlanRequest<FailoverSettings, BondEvidence>, 'alert'>): Plan | Refusal {
  // What the agent has done before it was started anew it has not seen.
  const deeds = history.filter(({ object }) => object === target.object).map(({ at }) => (now - at) / 1000);
  const ago = Math.min(seen.failed_over_ago ?? Number.POSITIVE_INFINITY, ...deeds);
  const evidence = { ...seen, failed_over_ago: Number.isFinite(ago) ? Math.max(0, Math.round(ago)) : null };
  const turn = turnOf(evidence, assess(evidence, settings), settings);
  if ('refused' in turn) return turn;
  const { from, to } = turn;
  return {
    summary: `turn ${target.object} from ${from.name} to ${to.name}`,
    steps: [stepTo(evidence, from.name, to.name)],
    expects: `${to.name} is active, ${to.path === 'alive' ? 'neighbours answer behind it' : 'its path is not dead'} and its errors do not rise`,
    undo: [stepTo(evidence, to.name, from.name)],
    witness: witnessOf(from, to, settings),
    alsoHolds: [`bond ${target.object}`],
  };
}

function stepTo({ source, netns, bond, socket }: BondEvidence, from: string, to: string): Step {
  if (source === 'kernel') return { kind: 'bonding', args: { netns, bond, slave: to, expected: from } };
  return { kind: 'ovs-bond-active', args: { socket: socket ?? '', bond, member: to, expected: from } };
}
