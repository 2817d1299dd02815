import { type KernelLogRecord, kernelLogRecord } from '../core/kernel-log-record.ts';
import { followLines } from './follow-lines.ts';

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
