/**
 * Which descriptors the checker's thread has open outside of Node's knowledge, in memory that outlives the thread: when
 * it has to be ended by force, somebody else closes them.
 */
export type Ledger = {
  readonly add: (fd: number) => void;
  /** Before it is closed or given away: then a descriptor may be left open at worst, but nobody else's is closed. */
  readonly remove: (fd: number) => void;
  readonly open: () => readonly number[];
};

/** Descriptors are the lowest free numbers; one beyond these would stay open. */
export const LEDGER_BYTES = 32 * 1024;

export function createLedger(memory: SharedArrayBuffer): Ledger {
  const bits = new Uint8Array(memory);
  const set = (fd: number, on: boolean) => {
    const byte = fd >> 3;
    if (byte >= bits.length) return;
    const mask = 1 << (fd & 7);
    const before = bits[byte] ?? 0;
    bits[byte] = on ? before | mask : before & ~mask;
  };
  return {
    add: (fd) => set(fd, true),
    remove: (fd) => set(fd, false),
    open: () => [...bits].flatMap((byte, index) => bitsOf(byte).map((bit) => index * 8 + bit)),
  };
}

function bitsOf(byte: number): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (1 << bit)) !== 0);
}
