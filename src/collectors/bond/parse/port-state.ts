/** The bits of an LACP port state, lowest first (IEEE 802.1AX, Actor_State; AD_STATE_* in the kernel's bond_3ad.h). */
export const portStateBits = [
  'activity',
  'timeout',
  'aggregation',
  'synchronization',
  'collecting',
  'distributing',
  'defaulted',
  'expired',
] as const;

export type PortStateBit = (typeof portStateBits)[number];

/** The largest port state: it is one octet. */
export const MAX_PORT_STATE = 255;

/** Whether a bit is set in a port state: 63 has all but `defaulted` and `expired`. */
export function hasBit(state: number, bit: PortStateBit): boolean {
  return ((state >> portStateBits.indexOf(bit)) & 1) === 1;
}
