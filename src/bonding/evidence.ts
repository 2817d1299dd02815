import { z } from 'zod';

const text = z.string().nullable();
const number = z.number().nullable();

/**
 * What is known of the path behind a member: `alive` when a neighbour answered through it, `dead` when none did,
 * `unknown` when none could be asked.
 */
export const pathStates = ['alive', 'dead', 'unknown'] as const;

/** A link of a bond, as one look saw it. What is not known is null. */
export const memberEvidence = z.strictObject({
  name: z.string(),
  active: z.boolean(),
  /** `waiting`: up, and not used until the updelay is over; `failing`: down, and used until the downdelay is. */
  link: z.enum(['up', 'down', 'waiting', 'failing', 'unknown']),
  /** Seconds since its link was last seen to change, where the agent has seen it change. */
  changed_ago: number,
  speed_mbps: number,
  duplex: text,
  mtu: number,
  /** The VLAN that its physical function or its switch gives it. */
  vlan: text,
  /** `current`, `expired` or `defaulted`, where LACP is on. */
  lacp: text,
  /** The physical function that it depends on, by PCI address. */
  pf: text,
  numa_node: number,
  /** The switch at its other end, as LLDP tells. */
  switch: text,
  /** Receive and transmit errors in all. */
  errors: number,
  /** Of them, how many a second came while it was looked at. */
  errors_per_second: number,
  path: z.enum(pathStates),
  /** Who answered, who did not, or why nobody was asked. */
  path_words: z.string(),
});

export const bondEvidence = z.strictObject({
  source: z.enum(['kernel', 'ovs']),
  /** Where its links are; empty for the agent's own namespace. */
  netns: z.string(),
  daemon: z.string(),
  bond: z.string(),
  bridge: text,
  /** The management socket of the daemon. */
  socket: text,
  mode: z.string(),
  active: text,
  primary: text,
  /** `always`, `better` or `failure`: when a bond of the kernel goes back to its primary. */
  primary_reselect: text,
  /** Seconds since the bond was last seen to turn to another member, where the agent has seen it turn. */
  failed_over_ago: number,
  /** Milliseconds since 1970. */
  looked_at: z.number(),
  members: z.array(memberEvidence),
});

export type BondEvidence = z.output<typeof bondEvidence>;
export type MemberEvidence = z.output<typeof memberEvidence>;

export function activeOf({ members }: BondEvidence): MemberEvidence | undefined {
  return members.find(({ active }) => active);
}
