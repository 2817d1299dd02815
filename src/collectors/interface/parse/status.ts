import { ParseError } from '../../../core/errors.ts';
import { hexadecimal, integer } from '../../../core/text.ts';
import { type OperationalState, operationalStates } from './link.ts';

/** IFF_UP of the kernel's include/uapi/linux/if.h. */
const UP = 1;

/** `0x1003` (Documentation/ABI/testing/sysfs-class-net, flags). The other flags in the file are not what `ip` shows. */
export function parseAdminUp(text: string, file: string): boolean {
  return (hexadecimal(text.trim(), { file, line: 1 }, 'flags in hexadecimal') & UP) !== 0;
}

const OPERSTATES: ReadonlyMap<string, OperationalState> = new Map(operationalStates.map((state) => [state, state]));

/** `lowerlayerdown`; a word that this program does not know is what the kernel means by unknown. */
export function parseOperstate(text: string, file: string): OperationalState {
  const word = text.trim();
  if (word === '') throw new ParseError(file, 1, 'an operational state', text);
  return OPERSTATES.get(word) ?? 'unknown';
}

export function parseCarrier(text: string, file: string): boolean {
  const digit = text.trim();
  if (digit !== '0' && digit !== '1') throw new ParseError(file, 1, '0 or 1', text);
  return digit === '1';
}

/** A device without an address has a file that is empty but for the line's end. */
export function parseAddress(text: string): string | undefined {
  const address = text.trim();
  return address === '' ? undefined : address;
}

export function parseWhole(text: string, file: string, what: string): number {
  return integer(text.trim(), { file, line: 1 }, what);
}

/** By number, the states of BR_STATE_* in the kernel's include/uapi/linux/if_bridge.h, as `ip` spells them. */
const STP_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

/** `3` in a bridge port's `brport/state`. */
export function parseStpState(text: string, file: string): string {
  const state = STP_STATES[parseWhole(text, file, 'the number of a spanning tree state')];
  if (state === undefined) throw new ParseError(file, 1, 'a spanning tree state from 0 to 4', text);
  return state;
}

/** SPEED_UNKNOWN as an int, as old kernels printed it, and what drivers say that know none; ethtool(8) takes them so too. */
const UNKNOWN_SPEEDS: ReadonlySet<number> = new Set([-1, 0, 0xffff, 0xffff_ffff]);

/** Megabits per second, or `undefined` when the driver does not know. */
export function parseSpeed(text: string, file: string): number | undefined {
  const speed = parseWhole(text, file, 'a speed in Mbit/s');
  return UNKNOWN_SPEEDS.has(speed) ? undefined : speed;
}

/** `full`, `half`, or `undefined` for any other word. */
export function parseDuplex(text: string): string | undefined {
  const word = text.trim();
  return word === 'full' || word === 'half' ? word : undefined;
}
