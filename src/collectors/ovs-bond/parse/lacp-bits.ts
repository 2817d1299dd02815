/** The bits of an LACP port state, lowest first (IEEE 802.1AX, Actor_State), in the words of OVS (LACP_STATE_* in lib/lacp.h). */
export const lacpBits = [
  'activity',
  'timeout',
  'aggregation',
  'synchronized',
  'collecting',
  'distributing',
  'defaulted',
  'expired',
] as const;

export type LacpBit = (typeof lacpBits)[number];

/** Whether a bit is set in a port state: 63 has all but `defaulted` and `expired`. */
export function hasBit(state: number, bit: LacpBit): boolean {
  return ((state >> lacpBits.indexOf(bit)) & 1) === 1;
}
