import { type State, sameState, stateKey } from '../../../core/state.ts';
import { fellBack, membersEnabled, type SwitchReading, subjectOf } from '../bond.ts';
import type { BondMemory } from '../memory.ts';
import type { BondText, MemberText } from '../parse/bond-show.ts';
import { partnerOf } from './lacp-points.ts';

/**
 * The states of a daemon's bonds and their members. Events are told in this order: a new bond comes before its members,
 * and a member fails before its bond turns to another.
 * @param before the states of the last reading; those that did not change are given back as the same objects
 */
export function statesOfSwitch(
  reading: SwitchReading,
  bonds: ReadonlyMap<string, BondMemory>,
  before: readonly State[],
): readonly State[] {
  const earlier = new Map(before.map((state) => [stateKey(state), state]));
  const kept = (state: State): State => {
    const old = earlier.get(stateKey(state));
    return old !== undefined && sameState(old, state) ? old : state;
  };
  return reading.bonds.flatMap((bond) => {
    const own = kept(bondState(reading, bond, bonds.get(bond.name)));
    const members = bond.members.map((member) => kept(memberState(reading, bond, member)));
    return earlier.has(stateKey(own)) ? [...members, own] : [own, ...members];
  });
}

function bondState(
  { daemon, runDirectory, rows }: SwitchReading,
  bond: BondText,
  memory: BondMemory | undefined,
): State {
  return {
    kind: 'bond',
    subject: subjectOf(daemon, bond.name),
    fields: {
      daemon,
      run_directory: runDirectory,
      bond: bond.name,
      bridge: rows?.get(bond.name)?.bridge ?? null,
      mode: bond.mode,
      updelay_ms: bond.updelay,
      downdelay_ms: bond.downdelay,
      primary: bond.primary ?? null,
      active_member: bond.activeMember,
      members: bond.members.length,
      members_enabled: membersEnabled(bond),
      active_link_down: memory?.linkDown ?? null,
      lacp_status: bond.lacpStatus,
      lacp_fallback: bond.lacpFallback ?? null,
      fallback_active: fellBack(bond),
    },
  };
}

function memberState({ daemon, lacp }: SwitchReading, bond: BondText, member: MemberText): State {
  const spoken = lacp.get(bond.name)?.members.find(({ name }) => name === member.name);
  return {
    kind: 'member',
    subject: `${subjectOf(daemon, bond.name)}/${member.name}`,
    fields: {
      daemon,
      bond: bond.name,
      member: member.name,
      enabled: member.enabled,
      may_enable: member.mayEnable ?? null,
      lacp_status: spoken?.status ?? null,
      lacp_attached: spoken?.attached ?? null,
      partner_id: spoken === undefined ? null : partnerOf(spoken),
    },
  };
}
