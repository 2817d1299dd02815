import { activeLinkDown, type SwitchReading } from './bond.ts';
import type { BondMemory, SwitchMemory } from './memory.ts';
import type { BondText } from './parse/bond-show.ts';
import { statesOfSwitch } from './tell/states.ts';

/**
 * What is known of a daemon's bonds after a reading.
 * @param now milliseconds of a clock that never goes backwards
 * @param failoverMs how long a failover may take beyond the bond's downdelay
 */
export function remember(before: SwitchMemory, reading: SwitchReading, now: number, failoverMs: number): SwitchMemory {
  const bonds = new Map(
    reading.bonds.map((bond) => [bond.name, bondMemory(before.bonds.get(bond.name), bond, reading, now, failoverMs)]),
  );
  return { bonds, states: statesOfSwitch(reading, bonds, before.states) };
}

function bondMemory(
  before: BondMemory | undefined,
  bond: BondText,
  { rows }: SwitchReading,
  now: number,
  failoverMs: number,
): BondMemory {
  const turned = before !== undefined && before.activeMember !== bond.activeMember;
  const isDown = activeLinkDown(rows?.get(bond.name));
  const since = isDown === true ? (before?.linkDownSince ?? now) : undefined;
  return {
    activeMember: bond.activeMember,
    failovers: (before?.failovers ?? 0) + (turned ? 1 : 0),
    linkDownSince: since,
    linkDown: since === undefined ? isDown : now - since >= bond.downdelay + failoverMs,
  };
}
