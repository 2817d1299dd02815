import { followLines } from './follow-lines.ts';
import type { KernelLogRecord } from './host.ts';

// <4>[ 5140.900123] nf_conntrack: nf_conntrack: table full, dropping packet
const RECORD = /^(?:<\d+>)?\[\s*(\d+\.\d+)\] (.*)$/;

/** A line of `dmesg --raw` (dmesg(1), util-linux); continuation lines and others give nothing. */
export function kernelLogRecord(line: string): KernelLogRecord | undefined {
  const [, uptime, message] = RECORD.exec(line) ?? [];
  return uptime === undefined || message === undefined ? undefined : { uptime: Number(uptime), message };
}

/** The time of the last record in the log's text, from which on records are new; 0 in an empty log. */
export function lastRecordTime(text: string): number {
  let last = 0;
  for (const line of text.split('\n')) last = Math.max(last, kernelLogRecord(line)?.uptime ?? 0);
  return last;
}

/**
 * Follows the kernel's log. Times are compared among records only: the log's clock is not adjusted and drifts from
 * every other clock of the machine.
 * @param after time of the last record that is not wanted
 */
export function followKernelLog(after: number, listener: (record: KernelLogRecord) => void, signal: AbortSignal): void {
  let last = after;
  followLines(
    ['dmesg', '--follow', '--raw'],
    {
      line: (text) => {
        const record = kernelLogRecord(text);
        if (record === undefined || record.uptime <= last) return;
        last = record.uptime;
        listener(record);
      },
      gap: () => undefined,
    },
    signal,
  );
}
