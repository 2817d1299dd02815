import { littleEndian, SCM_TIMESTAMPNS, SOL_SOCKET } from './abi.ts';
import { allocate } from './libc.ts';

/** The memory that recvmsg(2) fills: a packet and the kernel's time of its arrival. */
export type ReceivedMessage = {
  /** Of struct msghdr. */
  readonly address: number;
  /** Of the packet, which is also where one that is to be sent is put. */
  readonly packetAddress: number;
  readonly packet: Buffer;
  /** To be called before each recvmsg. */
  readonly prepare: () => void;
  /** Milliseconds since 1970, where the kernel stamped the packet (SO_TIMESTAMPNS, socket(7)). */
  readonly stamp: () => number | undefined;
};

export const PACKET_SIZE = 65_536;
const CONTROL_SIZE = 256;
const CONTROL_AT = PACKET_SIZE;
const MESSAGE_AT = CONTROL_AT + CONTROL_SIZE;
const PART_AT = MESSAGE_AT + 56;
const END = PART_AT + 16;

/** struct msghdr and struct iovec (recvmsg(2)), struct cmsghdr (cmsg(3)), all with 64-bit words. */
export function createReceivedMessage(): ReceivedMessage {
  const { address: memory, bytes, view } = allocate(END);
  const word = (at: number, value: number) => view.setBigUint64(at, BigInt(value), littleEndian);
  const wordAt = (at: number) => Number(view.getBigUint64(at, littleEndian));
  word(PART_AT, memory);
  word(PART_AT + 8, PACKET_SIZE);
  return {
    address: memory + MESSAGE_AT,
    packetAddress: memory,
    packet: bytes.subarray(0, PACKET_SIZE),
    prepare: () => {
      bytes.fill(0, MESSAGE_AT, PART_AT);
      word(MESSAGE_AT + 16, memory + PART_AT);
      word(MESSAGE_AT + 24, 1);
      word(MESSAGE_AT + 32, memory + CONTROL_AT);
      word(MESSAGE_AT + 40, CONTROL_SIZE);
    },
    stamp: () => {
      const level = view.getInt32(CONTROL_AT + 8, littleEndian);
      const type = view.getInt32(CONTROL_AT + 12, littleEndian);
      // The stamp is the only control message that is asked for.
      if (wordAt(MESSAGE_AT + 40) < 32 || level !== SOL_SOCKET || type !== SCM_TIMESTAMPNS) return undefined;
      return wordAt(CONTROL_AT + 16) * 1000 + wordAt(CONTROL_AT + 24) / 1e6;
    },
  };
}
