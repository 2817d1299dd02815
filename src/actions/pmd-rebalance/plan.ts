import type { Plan, PlanRequest, Refusal, Witness } from '../action.ts';
import { type Assignment, type Estimate, estimate } from './estimate.ts';
import type { PmdEvidence, PmdRebalanceEvidence } from './evidence.ts';
import { meantNode, type NodePmds, nodeName, nodesOf, percent } from './node-of.ts';
import { hopeless, type Measured, measuredPmds, unfit } from './refusals.ts';
import { type PmdRebalanceSettings, wantedImprovement } from './settings.ts';

type Request = PlanRequest<PmdRebalanceSettings, PmdRebalanceEvidence>;

/** Whether giving queues out anew would help the PMDs of the node that is meant, without harm to the others. */
export function planRebalance({ target, settings, evidence }: Request): Plan | Refusal {
  const { assignment } = evidence;
  const wrong = unfit(evidence);
  if (wrong !== undefined) return { refused: wrong };
  if (!isByLoad(assignment)) {
    return {
      refused: `other_config:pmd-rxq-assign is ${assignment}: queues are given out without regard to load; set it to group or cycles first`,
    };
  }
  const node = meantNode(evidence, target.labels);
  if (node === undefined) return { refused: 'there is no such PMD or NUMA node' };
  const measured = measuredPmds(node, settings);
  if (typeof measured === 'string') return { refused: measured };
  const estimated = estimate(node.pmds, assignment);
  const wanted = wantedImprovement(settings, evidence.improvement);
  if (estimated.improvement < wanted) return { refused: hopeless(measured, estimated, wanted) };
  const harmed = nodesOf(evidence).find((other) => other.node !== node.node && isHarmed(other, assignment, settings));
  if (harmed !== undefined) return { refused: `${nodeName(harmed)} would have an overloaded PMD then` };
  return {
    summary: summaryOf(node, measured, estimated),
    steps: [{ kind: 'ovs-pmd-rebalance', args: { socket: evidence.socket, queues: evidence.places } }],
    expects: `the variance of how busy the PMDs of ${nodeName(node)} are falls by ${percent(wanted)} at least`,
    undo: [],
    irreversible:
      'another rebalance would give queues out by the load of then, and not bring back where they were; each costs the PMDs a moment in which packets may be lost',
    witness: witnessOf(measured),
  };
}

function isByLoad(assignment: string): assignment is Assignment {
  return assignment === 'cycles' || assignment === 'group';
}

/** A rebalance moves the queues of all nodes. */
function isHarmed({ pmds }: NodePmds, assignment: Assignment, { overloaded }: PmdRebalanceSettings): boolean {
  const { now, then } = estimate(pmds, assignment);
  const most = Math.max(0, ...then.values());
  return most >= overloaded && most > Math.max(0, ...now.values());
}

function summaryOf(node: NodePmds, { busiest, idlest }: Measured, { then }: Estimate): string {
  const most = Math.max(...then.values());
  return `give out all receive queues anew: of the PMDs of ${nodeName(node)} core ${busiest.core} is ${percent(busiest.busy)} busy and core ${idlest.core} ${percent(idlest.busy)}; what queues took in the last minute would then be ${percent(most)} of a core at most`;
}

/**
 * What Open vSwitch has counted itself, by queue and over a minute, against cycles by thread and over seconds. In the
 * first minute after queues were moved its figures are too small, but not their ratio.
 */
function witnessOf({ busiest, idlest }: Measured): Witness {
  const [most, least] = [busiest, idlest].map(tookLately);
  const agrees = most !== undefined && least !== undefined && most > 0 && most >= least * 2;
  return {
    name: 'pmd-rxq-show',
    agrees,
    words: `in the last minute the queues of core ${busiest.core} took ${percent(most ?? 0)} of it, those of core ${idlest.core} ${percent(least ?? 0)}`,
  };
}

function tookLately({ queues }: PmdEvidence): number {
  return queues.reduce((total, { usage }) => total + (usage ?? 0), 0);
}
