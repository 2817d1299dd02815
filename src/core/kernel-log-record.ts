export type KernelLogRecord = {
  /** Seconds since boot. */
  readonly uptime: number;
  readonly message: string;
};

// <4>[ 5140.900123] nf_conntrack: nf_conntrack: table full, dropping packet
const RECORD = /^(?:<\d+>)?\[\s*(\d+\.\d+)\] (.*)$/;

/** A line of `dmesg --raw` (dmesg(1), util-linux); continuation lines and others give nothing. */
export function kernelLogRecord(line: string): KernelLogRecord | undefined {
  const [, uptime, message] = RECORD.exec(line) ?? [];
  return uptime === undefined || message === undefined ? undefined : { uptime: Number(uptime), message };
}
