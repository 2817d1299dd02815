import { closeSync, constants, openSync, readSync, writeFileSync, writeSync } from 'node:fs';

/** The kernel's log, read where it is written. */
export type KernelLog = {
  /** Passes over what is in the log. */
  readonly skip: () => void;
  /** When a line with this text was written, in milliseconds on the clock of `performance.now()`. Throws without one. */
  readonly when: (text: string) => number;
  readonly close: () => void;
};

const MARK = 'netsteward: a mark';
const RECORD_BYTES = 8_192;

// 6,1234,5678901,-;bond0: (slave d1): making interface the new active one
const RECORD = /^\d+,\d+,(\d+),[^;]*;(.*)/;

export function openKernelLog(): KernelLog {
  // Otherwise it takes ten lines in five seconds from a program.
  writeFileSync('/proc/sys/kernel/printk_devkmsg', 'on\n');
  const device = openSync('/dev/kmsg', constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(RECORD_BYTES);
  /** The next record; `undefined` at the end of the log. */
  const next = (): { readonly at: number; readonly text: string } | undefined => {
    try {
      const [, microseconds, text = ''] = RECORD.exec(buffer.toString('utf8', 0, readSync(device, buffer))) ?? [];
      return { at: Number(microseconds) / 1000, text };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
      throw error;
    }
  };
  const skip = () => {
    while (next() !== undefined);
  };
  return {
    skip,
    when: (text) => {
      // The log has a clock of its own: a mark tells how it stands to ours.
      const before = performance.now();
      writeSync(device, `<6>${MARK}\n`);
      const written = (before + performance.now()) / 2;
      let found: number | undefined;
      for (let record = next(); record !== undefined; record = next()) {
        if (record.text.includes(MARK)) {
          if (found !== undefined) return written + found - record.at;
          break;
        }
        if (record.text.includes(text)) found ??= record.at;
      }
      throw new Error(`the kernel's log has no "${text}"`);
    },
    close: () => closeSync(device),
  };
}
