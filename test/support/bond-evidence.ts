import type { BondEvidence, MemberEvidence } from '../../src/bonding/evidence.ts';

/** A member of which nothing bad is known. */
export function memberEvidence(about: Partial<MemberEvidence> & Pick<MemberEvidence, 'name'>): MemberEvidence {
  return {
    active: false,
    link: 'up',
    changed_ago: null,
    speed_mbps: 10_000,
    duplex: 'full',
    mtu: 1500,
    vlan: null,
    lacp: null,
    pf: null,
    numa_node: null,
    switch: null,
    errors: 0,
    errors_per_second: 0,
    path: 'alive',
    path_words: '192.0.2.1 answers',
    ...about,
  };
}

/** A bond of the kernel whose active slave e0 and standby e1 are both well. */
export function bondEvidenceOf(
  about: Partial<BondEvidence> = {},
  active: Partial<MemberEvidence> = {},
  standby: Partial<MemberEvidence> = {},
): BondEvidence {
  return {
    source: 'kernel',
    netns: '',
    daemon: '',
    bond: 'bond0',
    bridge: null,
    socket: null,
    mode: 'active-backup',
    active: 'e0',
    primary: null,
    primary_reselect: null,
    failed_over_ago: null,
    looked_at: 1_800_000_000_000,
    members: [memberEvidence({ name: 'e0', active: true, ...active }), memberEvidence({ name: 'e1', ...standby })],
    ...about,
  };
}
