import type { Plan, Refusal } from '../action.ts';
import type { HaproxyPlace, IpvsPlace, MemberEvidence, OwnCheck } from './evidence.ts';
import { mayServe, nameOf, stateOf } from './place.ts';
import { type MemberSettings, minimumOf } from './settings.ts';
import { haproxyStep, ipvsStep } from './steps.ts';
import { witnessOfDeath } from './witness.ts';

/** Takes a member out that our checks see dead and the balancer sends clients to. */
export function planDrain(evidence: MemberEvidence, settings: MemberSettings): Plan | Refusal {
  const { own, group, at, usable } = evidence;
  const reason =
    notServing(evidence) ?? notDead(own, settings) ?? (at.balancer === 'haproxy' ? notOurs(at) : notKnown(at));
  if (reason !== undefined) return { refused: reason };
  const left = group.usable - (usable ? 1 : 0);
  const minimum = minimumOf(settings, group.members);
  if (left < minimum) {
    return {
      refused: `${group.name} would be left with ${left} of ${group.members} members that get clients; min_active asks for ${minimum}`,
    };
  }
  const deed = at.balancer === 'haproxy' ? settings.deed : 'weight 0';
  const failures = own.results.slice(-failuresAtEnd(own.results)).join(', ');
  return {
    summary: `${deed} for ${nameOf(at)}: our check of ${own.member} fails (${failures}), ${at.balancer} sends clients there`,
    ...steps(at, settings),
    expects: `${at.balancer} sends no new clients to it, and ${left} of ${group.members} members of ${group.name} are left`,
    witness: witnessOfDeath(evidence),
    alsoHolds: [`${at.balancer} ${group.name}`],
  };
}

/** How `own` is not dead enough. */
function notDead(own: OwnCheck, { failures, dead_for: deadFor }: MemberSettings): string | undefined {
  const inRow = failuresAtEnd(own.results);
  if (own.flapping) return `${own.member} comes and goes: it is held for INACTIVE, and not dead`;
  if (inRow < failures) return `${inRow} checks of ${own.member} in a row have failed, ${failures} have to`;
  if (own.last === null || !isFailure(own.last))
    return `the last check of ${own.member} ended with ${own.last ?? 'nothing'}`;
  if (own.stands === null || own.stands < deadFor) {
    return `${own.member} has been INACTIVE for ${own.stands ?? 0} s, it has to be for ${deadFor} s`;
  }
  if (own.pool === null) return `the pool of ${own.member} is not decided yet`;
  // Then it is seldom the members.
  if (own.pool.healthy === 0)
    return `all ${own.pool.enabled} members of its pool fail our checks: that is seldom the members`;
  return undefined;
}

function notServing({ agreement, at, usable, own }: MemberEvidence): string | undefined {
  if (at.balancer === 'ipvs' ? at.weight === 0 : !usable && !mayServe(at))
    return `${nameOf(at)} gets no new clients as it is (${stateOf(at)})`;
  if (agreement !== 'disagrees') {
    return `${at.balancer} and our check of ${own.member} have not differed for long enough (${agreement})`;
  }
  return undefined;
}

function notOurs({ admin, hasAgent, backend, server }: HaproxyPlace): string | undefined {
  if (admin !== 'ready') return `somebody has put ${backend}/${server} into ${admin}: that is theirs`;
  if (hasAgent) return `an agent (agent-check) drains and enables ${backend}/${server}: that is its own`;
  return undefined;
}

function notKnown({ forwarding, destination }: IpvsPlace): string | undefined {
  if (['Masq', 'Route', 'Local'].includes(forwarding)) return undefined;
  return `${destination} is reached by ${forwarding}, of which ipvsadm does not tell all that it would set anew`;
}

function steps(at: HaproxyPlace | IpvsPlace, { deed }: MemberSettings): Pick<Plan, 'steps' | 'undo'> {
  if (at.balancer === 'haproxy') {
    return { steps: [haproxyStep(at, 'ready', deed)], undo: [haproxyStep(at, deed, 'ready')] };
  }
  return { steps: [ipvsStep(at, at.weight, 0)], undo: [ipvsStep(at, 0, at.weight)] };
}

/** What says nothing about the member is neither a failure nor the end of a row. */
const NOTHING: readonly string[] = ['no-place', 'no-socket', 'no-file', 'untrusted'];

function isFailure(result: string): boolean {
  return result !== 'ok' && !NOTHING.includes(result);
}

/** How many of the last results are failures. */
export function failuresAtEnd(results: readonly string[]): number {
  const said = results.filter((one) => !NOTHING.includes(one));
  return said.length - 1 - said.findLastIndex((one) => !isFailure(one));
}
