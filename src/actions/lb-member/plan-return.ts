import { formatDuration } from '../../core/duration.ts';
import type { Plan, PlanRequest, Refusal } from '../action.ts';
import type { MemberEvidence, OwnCheck } from './evidence.ts';
import { leftBehind, settingOf } from './past.ts';
import { nameOf } from './place.ts';
import type { MemberSettings } from './settings.ts';
import { haproxyStep, ipvsStep } from './steps.ts';
import { witnessOfHealth } from './witness.ts';

/** Puts a member back that this action took out, once our checks see it well for long enough. */
export function planReturn(request: PlanRequest<MemberSettings, MemberEvidence>): Plan | Refusal {
  const { evidence, settings, history, target } = request;
  const { at, own, group } = evidence;
  const left = leftBehind(history, target.object, settingOf(evidence));
  if (left === undefined || left.value === 'ready') {
    return { refused: `our check of ${own.member} passes, and this action holds nothing back there` };
  }
  const reason = notWell(own, settings);
  if (reason !== undefined) return { refused: reason };
  const now = at.balancer === 'haproxy' ? at.admin : String(at.weight);
  if (now !== left.value) {
    return { refused: `${nameOf(at)} was left at ${left.value} and is ${now} now: somebody else has seen to it` };
  }
  const steps = stepsBack(evidence, left);
  if ('refused' in steps) return steps;
  return {
    summary: `${steps.words} ${nameOf(at)}: our check of ${own.member} has passed for ${formatDuration(own.stands ?? 0)}`,
    steps: steps.steps,
    undo: steps.undo,
    expects: steps.expects,
    witness: witnessOfHealth(evidence),
    alsoHolds: [`${at.balancer} ${group.name}`],
  };
}

function notWell(own: OwnCheck, { healthy_for: healthyFor }: MemberSettings): string | undefined {
  if (own.flapping) return `${own.member} comes and goes`;
  if (own.last !== 'ok') return `the last check of ${own.member} ended with ${own.last ?? 'nothing'}`;
  if (own.stands === null || own.stands < healthyFor) {
    const stood = formatDuration(own.stands ?? 0);
    return `${own.member} has been ACTIVE for ${stood}, it has to be for ${formatDuration(healthyFor)}`;
  }
  return undefined;
}

type Back = Pick<Plan, 'steps' | 'undo' | 'expects'> & { readonly words: string };

function stepsBack({ at }: MemberEvidence, left: NonNullable<ReturnType<typeof leftBehind>>): Back | Refusal {
  if (at.balancer === 'ipvs') {
    const before = left.deed.undo?.find(({ kind }) => kind === 'ipvs-weight')?.args.weight;
    if (typeof before !== 'number' || before < 1) {
      return { refused: `the weight that ${nameOf(at)} had is no longer in the journal` };
    }
    const expects = 'it gets connections again, and our check goes on to pass';
    return {
      words: `weight ${before} again for`,
      steps: [ipvsStep(at, 0, before)],
      undo: [ipvsStep(at, before, 0)],
      expects,
    };
  }
  if (at.hasAgent) return { refused: `an agent (agent-check) drains and enables ${nameOf(at)}: that is its own` };
  // In maintenance HAProxy does not check it. Drained, it does, and sends nobody there until it knows.
  if (at.admin === 'maint') {
    const expects = 'HAProxy checks it again, before it sends anybody there';
    return {
      words: 'drain instead of maint for',
      steps: [haproxyStep(at, 'maint', 'drain')],
      undo: [haproxyStep(at, 'drain', 'maint')],
      expects,
    };
  }
  const expects = 'it gets clients again without failures, and our check goes on to pass';
  return {
    words: 'ready again:',
    steps: [haproxyStep(at, 'drain', 'ready')],
    undo: [haproxyStep(at, 'ready', 'drain')],
    expects,
  };
}
