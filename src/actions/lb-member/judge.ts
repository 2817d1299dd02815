import type { StepArgs } from '../../remediation/step.ts';
import type { Judgement, JudgeRequest } from '../action.ts';
import type { MemberEvidence } from './evidence.ts';
import { mayServe, nameOf, stateOf } from './place.ts';
import { type MemberSettings, minimumOf } from './settings.ts';
import { failuresIn } from './witness.ts';

/** Whether a member is out of the way, or serves again. */
export function judge(request: JudgeRequest<MemberSettings, MemberEvidence>): Judgement {
  const { plan, after } = request;
  const wanted = wantedBy(plan.steps[0]?.args);
  const now = after.at.balancer === 'haproxy' ? after.at.admin : String(after.at.weight);
  if (now !== wanted) return { effect: 'waiting', words: `${nameOf(after.at)} is ${now}, not ${wanted}` };
  return holdsBack(wanted) ? judgeDrained(request) : judgeReturned(request);
}

function wantedBy(args: StepArgs = {}): string {
  return String(args.state ?? args.weight);
}

function holdsBack(value: string): boolean {
  return value === 'drain' || value === 'maint' || value === '0';
}

function judgeDrained({ settings, plan, before, after }: JudgeRequest<MemberSettings, MemberEvidence>): Judgement {
  const { group, at, usable } = after;
  const minimum = minimumOf(settings, group.members);
  const wasOut = holdsBack(String(plan.steps[0]?.args.expected));
  if (!wasOut && group.usable < minimum) {
    return {
      effect: 'worse',
      words: `${group.name} is left with ${group.usable} members that get clients, ${minimum} have to be: others went down too`,
    };
  }
  const hurt = wasOut ? undefined : backendHurt(before, after, settings);
  if (hurt !== undefined) return { effect: 'worse', words: hurt };
  if (usable) return { effect: 'waiting', words: `${nameOf(at)} still gets new clients (${stateOf(at)})` };
  const chosen = at.balancer === 'haproxy' ? at.seen.chosen : Math.max(0, at.seen.moreActive);
  if (chosen > 0)
    return { effect: 'waiting', words: `${chosen} new clients went to ${nameOf(at)} in ${after.watched} s` };
  return {
    effect: 'proven',
    words: `${nameOf(at)} is ${stateOf(at)} and got nobody new in ${after.watched} s; ${group.usable} of ${group.members} members are left`,
  };
}

function judgeReturned({ settings, after, seconds }: JudgeRequest<MemberSettings, MemberEvidence>): Judgement {
  const { own, at, usable } = after;
  if (own.state === 'INACTIVE')
    return { effect: 'worse', words: `our check of ${own.member} fails again (${own.last})` };
  if (at.balancer === 'haproxy') {
    const { bad, good } = failuresIn(at.seen);
    if (bad > 0 && bad >= good) return { effect: 'worse', words: `${bad} of ${bad + good} requests to it failed` };
    if (bad > 0) return { effect: 'waiting', words: `${bad} of ${bad + good} requests to it failed` };
    if (at.status.startsWith('DOWN')) return { effect: 'worse', words: `HAProxy's own check fails (${at.check})` };
  }
  if (!usable && !mayServe(at))
    return { effect: 'waiting', words: `${nameOf(at)} gets no clients yet (${stateOf(at)})` };
  if (own.last !== 'ok') return { effect: 'waiting', words: `the last check of ${own.member} ended with ${own.last}` };
  if (seconds < settings.settle)
    return { effect: 'waiting', words: `it has served for ${Math.floor(seconds)} s without failures` };
  return { effect: 'proven', words: `${nameOf(at)} gets clients again, and our check of ${own.member} passes` };
}

/** Servers that track it go out with it: in a backend of theirs too many may. */
function backendHurt(before: MemberEvidence, after: MemberEvidence, settings: MemberSettings): string | undefined {
  if (before.at.balancer !== 'haproxy' || after.at.balancer !== 'haproxy') return undefined;
  const earlier = new Set(before.at.followers.map(({ name }) => name));
  const hurt = after.at.followers.find(
    ({ name, members, usable }) => !earlier.has(name) && usable < minimumOf(settings, members),
  );
  if (hurt === undefined) return undefined;
  return `${hurt.name} follows it (track), and backend ${hurt.backend} is left with ${hurt.usable} of ${hurt.members} members`;
}
