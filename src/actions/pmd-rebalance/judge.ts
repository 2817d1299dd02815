import type { Judgement, JudgeRequest } from '../action.ts';
import { improvementOf } from './estimate.ts';
import type { PmdRebalanceEvidence } from './evidence.ts';
import { busyShares, meantNode, type NodePmds, nodeName, nodesOf, openPmds, percent, spreadOf } from './node-of.ts';
import { type PmdRebalanceSettings, wantedImprovement } from './settings.ts';

type Request = JudgeRequest<PmdRebalanceSettings, PmdRebalanceEvidence>;

/** Two measurements of the same load differ by so much. */
const NOISE = 0.1;
/** When less of the load is left, another spread proves nothing. */
const ENOUGH_LOAD = 0.5;
/** What versions without cycles tell is of the last minute. */
const MINUTE = 60;

/** Whether the load is spread better by a measurement that began after the change had settled. */
export function judgeRebalance({ target, settings, before, after, seconds }: Request): Judgement {
  const broken = broke(before, after);
  if (broken !== undefined) return { effect: 'worse', words: broken };
  const node = meantNode(before, target.labels);
  const now = node && nodesOf(after).find((one) => one.node === node.node);
  if (node === undefined || now === undefined) return { effect: 'worse', words: 'the PMDs are gone' };
  const settled = settings.settle + after.measured + (after.by === 'queues' ? MINUTE : 0);
  if (seconds < settled) return { effect: 'waiting', words: `it is judged ${Math.ceil(settled)} s after the change` };
  if (busyShares(now.pmds).length < now.pmds.length) {
    return { effect: 'waiting', words: 'how busy PMDs are could not be measured' };
  }
  const words = `${nodeName(node)}: ${sharesOf(node)} before, ${sharesOf(now)} now`;
  const other = nodesOf(after).find((one) => one.node !== node.node && isOverloadedAnew(one, before, settings));
  if (other !== undefined) {
    return { effect: 'worse', words: `${nodeName(other)} has an overloaded PMD now: ${sharesOf(other)}` };
  }
  if (spreadOf(openPmds(now)) > spreadOf(openPmds(node)) + NOISE) return { effect: 'worse', words };
  if (after.places === before.places) return { effect: 'waiting', words: `no queue was moved; ${words}` };
  if (loadOf(now) < loadOf(node) * ENOUGH_LOAD) {
    return { effect: 'waiting', words: `the load itself is gone, so nothing is proven; ${words}` };
  }
  const improvement = improvementOf(busyShares(openPmds(node)), busyShares(openPmds(now)));
  const wanted = wantedImprovement(settings, before.improvement);
  const fell = `the variance fell by ${percent(improvement)}; ${words}`;
  return { effect: improvement > 0 && improvement >= wanted ? 'proven' : 'waiting', words: fell };
}

/** What must not happen to queues and PMDs, whatever the load. */
function broke(before: PmdRebalanceEvidence, after: PmdRebalanceEvidence): string | undefined {
  const cores = new Set(after.pmds.map(({ core }) => core));
  const gone = before.pmds.find(({ core }) => !cores.has(core));
  if (gone !== undefined) return `the PMD on core ${gone.core} is gone`;
  if (after.unpolled > before.unpolled)
    return `${after.unpolled} queues are polled by no PMD, ${before.unpolled} before`;
  if (after.crossing <= before.crossing) return undefined;
  return `${after.crossing} queues are polled on another NUMA node than their card's, ${before.crossing} before`;
}

function isOverloadedAnew(node: NodePmds, before: PmdRebalanceEvidence, { overloaded }: PmdRebalanceSettings): boolean {
  const earlier = nodesOf(before).find((one) => one.node === node.node);
  const [most, was] = [node, earlier].map((one) => Math.max(0, ...busyShares(one?.pmds ?? [])));
  return most !== undefined && was !== undefined && most >= overloaded && most > was + NOISE;
}

function loadOf({ pmds }: NodePmds): number {
  return busyShares(pmds).reduce((total, share) => total + share, 0);
}

/** `core 1 97 %, core 2 3 %` */
function sharesOf({ pmds }: NodePmds): string {
  return pmds.map(({ core, busy }) => `core ${core} ${busy === null ? 'not known' : percent(busy)}`).join(', ');
}
