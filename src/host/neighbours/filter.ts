import { littleEndian } from '../checks/sockets/abi.ts';
import { ARP, IPV6 } from './question.ts';

/** Instructions of a classic packet filter (include/uapi/linux/bpf_common.h, filter.h). */
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const JUMP_UNLESS_EQUAL = 0x15;
const RETURN = 0x06;
const WHOLE_PACKET = 0xffff;
export const INSTRUCTION_BYTES = 8;

type Condition = readonly [load: number, at: number, value: number];

const CONDITIONS: ReadonlyMap<number, readonly Condition[]> = new Map([
  [
    ARP,
    [
      [LOAD_HALF, 12, ARP],
      [LOAD_HALF, 20, 2],
    ],
  ],
  [
    IPV6,
    [
      [LOAD_HALF, 12, IPV6],
      [LOAD_BYTE, 20, 58],
      [LOAD_BYTE, 54, 136],
    ],
  ],
]);

/** The program (struct sock_filter[]) by which the kernel keeps from the socket all that can be no answer. */
export function answerFilter(protocol: number): Uint8Array {
  const conditions = CONDITIONS.get(protocol) ?? [];
  const length = 2 * conditions.length + 2;
  const program: (readonly [code: number, ifTrue: number, ifFalse: number, value: number])[] = [];
  for (const [load, at, value] of conditions) {
    program.push([load, 0, 0, at]);
    // To the last instruction, which drops the packet.
    program.push([JUMP_UNLESS_EQUAL, 0, length - 2 - program.length, value]);
  }
  program.push([RETURN, 0, 0, WHOLE_PACKET], [RETURN, 0, 0, 0]);
  const bytes = new Uint8Array(length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, [code, ifTrue, ifFalse, value]] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, littleEndian);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, value, littleEndian);
  }
  return bytes;
}
