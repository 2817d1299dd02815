import { activeOf, type BondEvidence, type MemberEvidence } from '../evidence.ts';
import type { LookSettings } from '../settings.ts';
import type { Found } from './obstacles.ts';
import { obstaclesOf } from './standby.ts';

/** `undefined`: nothing speaks against it, and nobody could be asked whether the path behind it is alive. */
export type Readiness = boolean | undefined;

export type Standby = {
  readonly member: MemberEvidence;
  readonly ready: Readiness;
  /** Those that are accepted among them. */
  readonly found: readonly Found[];
};

export type Assessment = {
  /** Whether a failover would work now: whether one standby is ready. */
  readonly ready: Readiness;
  /** The standby to turn to: the one that is ready, or may be. */
  readonly best: MemberEvidence | undefined;
  readonly active: MemberEvidence | undefined;
  /** In the order in which they would be taken. */
  readonly standbys: readonly Standby[];
  /** Everything that was found, at all of them. */
  readonly found: readonly Found[];
};

/** Would a failover work? */
export function assess(evidence: BondEvidence, settings: LookSettings): Assessment {
  const active = activeOf(evidence);
  const others = evidence.members.filter((member) => !member.active);
  const whole: Found[] = [];
  if (active === undefined) whole.push({ obstacle: 'no-active', member: '', words: 'no member is active' });
  if (others.length === 0) whole.push({ obstacle: 'no-standby', member: '', words: 'there is no other member' });
  const standbys = others
    .map((member) => standbyOf(member, active ?? member, settings))
    .sort((one, other) => rank(one) - rank(other) || speed(other) - speed(one));
  const first = standbys[0];
  return {
    ready: active === undefined || first === undefined ? false : first.ready,
    best: first?.ready === false ? undefined : first?.member,
    active,
    standbys,
    found: [...whole, ...standbys.flatMap(({ found }) => found)],
  };
}

function standbyOf(member: MemberEvidence, active: MemberEvidence, settings: LookSettings): Standby {
  const found = active === member ? [] : obstaclesOf(member, active, settings);
  const counts = found.some(({ obstacle }) => !settings.accept.includes(obstacle));
  if (counts) return { member, ready: false, found };
  return { member, ready: member.path === 'alive' ? true : undefined, found };
}

function rank({ ready }: Standby): number {
  if (ready === true) return 0;
  return ready === undefined ? 1 : 2;
}

function speed({ member }: Standby): number {
  return member.speed_mbps ?? 0;
}
