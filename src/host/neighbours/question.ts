import { isIPv4, isIPv6 } from 'node:net';
import { socketAddress } from '../checks/sockets/address.ts';
import { checksum } from '../checks/sockets/echo.ts';
import type { NeighbourProbe } from '../host.ts';
import { hardwareBytes, hardwareText } from './hardware-address.ts';

/** A question for the owner of an address, ready to be put on the wire, and how its answer is known. */
export type Question = {
  readonly frame: Uint8Array;
  /** `EtherType` of question and answer. */
  readonly protocol: number;
  /** A group that the answer is sent to, which the device has to listen to; the sender's own address otherwise. */
  readonly group: Uint8Array | undefined;
  /** The hardware address of who answers; `undefined` for a frame that is no answer to this question. */
  readonly read: (frame: Uint8Array) => string | undefined;
};

export const ARP = 0x0806;
export const IPV6 = 0x86dd;
const VLAN = 0x8100;
const BROADCAST = [255, 255, 255, 255, 255, 255];
const ALL_NODES = Uint8Array.of(0x33, 0x33, 0, 0, 0, 1);
/** Without the checksum that the device adds. */
const SHORTEST_FRAME = 60;
const LARGEST_VLAN = 4094;

/** @throws TypeError that says what is wrong with the probe */
export function questionOf({ address, from, vlan }: NeighbourProbe): Question {
  const sender = hardwareBytes(from);
  if (sender === undefined || isGroup(sender)) throw new TypeError(`${from} is no hardware address to send from`);
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= LARGEST_VLAN)) {
    throw new TypeError(`${vlan} is no VLAN`);
  }
  if (isIPv4(address)) return arpQuestion(Uint8Array.from(address.split('.'), Number), sender, vlan);
  if (isIPv6(address) && !address.includes('%')) {
    return solicitation(socketAddress(address, 0).bytes.slice(8, 24), sender, vlan);
  }
  throw new TypeError(`${address} is no IPv4 or IPv6 address`);
}

function isGroup(address: Uint8Array): boolean {
  return ((address[0] ?? 1) & 1) === 1;
}

/**
 * An ARP probe (RFC 5227 section 2.1.1): a request whose sender has no protocol address, so that nobody who hears it
 * learns one. The answer goes to the sender's hardware address.
 */
function arpQuestion(target: Uint8Array, sender: Uint8Array, vlan: number | undefined): Question {
  const request = Uint8Array.from([0, 1, 8, 0, 6, 4, 0, 1, ...sender, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...target]);
  return {
    frame: frameOf(BROADCAST, sender, vlan, ARP, request),
    protocol: ARP,
    group: undefined,
    read: (frame) => {
      const isReply = frame.length >= 42 && frame[20] === 0 && frame[21] === 2;
      if (!isReply || !holds(frame, 28, target) || !holds(frame, 32, sender)) return undefined;
      return hardwareText(frame.subarray(22, 28));
    },
  };
}

/**
 * A neighbour solicitation from the unspecified address (RFC 4861 section 4.3), as a host sends it that looks whether an
 * address is taken: nobody learns anything from it. The answer goes to all nodes (section 7.2.4).
 */
function solicitation(target: Uint8Array, sender: Uint8Array, vlan: number | undefined): Question {
  const last = target.subarray(13);
  const group = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, ...last];
  const message = Buffer.from([135, 0, 0, 0, 0, 0, 0, 0, ...target]);
  const from = new Uint8Array(16);
  const pseudoHeader = [...from, ...group, 0, 0, 0, message.length, 0, 0, 0, 58];
  message.writeUInt16BE(checksum(Buffer.from([...pseudoHeader, ...message])), 2);
  const packet = Uint8Array.from([0x60, 0, 0, 0, 0, message.length, 58, 255, ...from, ...group, ...message]);
  return {
    frame: frameOf([0x33, 0x33, 0xff, ...last], sender, vlan, IPV6, packet),
    protocol: IPV6,
    group: ALL_NODES,
    read: (frame) => {
      const isAdvertisement = frame.length >= 78 && frame[20] === 58 && frame[54] === 136;
      return isAdvertisement && holds(frame, 62, target) ? hardwareText(frame.subarray(6, 12)) : undefined;
    },
  };
}

function frameOf(
  to: readonly number[],
  from: Uint8Array,
  vlan: number | undefined,
  protocol: number,
  payload: Uint8Array,
): Uint8Array {
  const tag = vlan === undefined ? [] : [VLAN >> 8, VLAN & 255, vlan >> 8, vlan & 255];
  const frame = Uint8Array.from([...to, ...from, ...tag, protocol >> 8, protocol & 255, ...payload]);
  if (frame.length >= SHORTEST_FRAME) return frame;
  const padded = new Uint8Array(SHORTEST_FRAME);
  padded.set(frame);
  return padded;
}

function holds(frame: Uint8Array, at: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, index) => frame[at + index] === byte);
}
