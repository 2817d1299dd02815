import type { LinkStatus } from '../parse/link.ts';

/**
 * One word for what two people may have done or two machines may see: how the device is set and whether it works.
 * - `up`: set up, and working as far as the kernel can tell. Also for devices that can't tell whether anything is at their
 *   other end (loopback, tun with a reader, dummy): their operational state is unknown for ever.
 * - `no-carrier`: set up, but there is nothing at the other end (no cable, no light, the peer of a veth is down, a bridge
 *   without a working port). Where every port is set up always, this is the one that says that a port is down.
 * - `admin-down`: set down by somebody; the kernel then doesn't look for a carrier.
 * - `lower-layer-down`: set up, but the device that it stands on is not (a VLAN on a port without carrier).
 * - `dormant`: has a carrier and waits for something else (802.1X). `testing`: in a test mode, not passing packets.
 * - `not-present`: hardware taken out. `unknown`: set up, and the kernel says neither.
 */
export const deviceStates = [
  'up',
  'no-carrier',
  'admin-down',
  'lower-layer-down',
  'dormant',
  'testing',
  'not-present',
  'unknown',
] as const;

export type DeviceState = (typeof deviceStates)[number];

/** RFC 2863 and Documentation/networking/operstates.rst; for a veth the kernel calls the other end its lower layer. */
export function deviceState(
  kind: string,
  { adminUp, operstate, carrier }: Pick<LinkStatus, 'adminUp' | 'operstate' | 'carrier'>,
): DeviceState {
  if (operstate === 'notpresent') return 'not-present';
  if (!adminUp) return 'admin-down';
  if (operstate === 'testing' || operstate === 'dormant') return operstate;
  if (operstate === 'lowerlayerdown') return kind === 'veth' ? 'no-carrier' : 'lower-layer-down';
  // A carrier that has just come is operational only once the kernel says so.
  if (carrier === false || operstate === 'down') return 'no-carrier';
  return carrier === true || operstate === 'up' ? 'up' : 'unknown';
}
