import { activeLinkDown, type SwitchReading } from './bond.ts';
import type { BondMemory, SwitchMemory } from './memory.ts';
import type { BondText } from './parse/bond-show.ts';
import { statesOfSwitch } from './tell/states.ts';

/**
 * What is known of a daemon's bonds after a reading.
 * @param now milliseconds of a clock that never goes backwards
 * @param failoverMs how long a failover may take beyond the bond's downdelay
 * @param wall the same moment as `now` in milliseconds since 1970
 */
export function remember(
  before: SwitchMemory,
  reading: SwitchReading,
  now: number,
  failoverMs: number,
  wall = Date.now(),
): SwitchMemory {
  const bonds = new Map(
    reading.bonds.map((bond) => {
      const earlier = before.bonds.get(bond.name);
      return [bond.name, { ...bondMemory(earlier, bond, reading, now, failoverMs), ...moments(earlier, bond, wall) }];
    }),
  );
  return { bonds, states: statesOfSwitch(reading, bonds, before.states) };
}

function bondMemory(
  before: BondMemory | undefined,
  bond: BondText,
  { rows }: SwitchReading,
  now: number,
  failoverMs: number,
): Omit<BondMemory, keyof Moments> {
  const isDown = activeLinkDown(rows?.get(bond.name));
  const since = isDown === true ? (before?.linkDownSince ?? now) : undefined;
  return {
    activeMember: bond.activeMember,
    failovers: (before?.failovers ?? 0) + (hasTurned(before, bond) ? 1 : 0),
    linkDownSince: since,
    linkDown: since === undefined ? isDown : now - since >= bond.downdelay + failoverMs,
  };
}

function hasTurned(before: BondMemory | undefined, { activeMember }: BondText): boolean {
  return before !== undefined && before.activeMember !== activeMember;
}

type Moments = Pick<BondMemory, 'failedOverAt' | 'memberChangedAt' | 'membersEnabled'>;

function moments(before: BondMemory | undefined, bond: BondText, wall: number): Moments {
  const changes = bond.members.map(({ name, enabled }): [string, number | undefined] => {
    const was = before?.membersEnabled.get(name);
    return [name, was === undefined || was === enabled ? before?.memberChangedAt.get(name) : wall];
  });
  return {
    failedOverAt: hasTurned(before, bond) ? wall : before?.failedOverAt,
    memberChangedAt: new Map(changes.flatMap(([name, at]) => (at === undefined ? [] : [[name, at]]))),
    membersEnabled: new Map(bond.members.map(({ name, enabled }) => [name, enabled])),
  };
}
