import { integer, linesOf } from '../../core/text.ts';
import type { Printed } from '../../ovs/ask.ts';

//      Total                 Inserted offloads:    8283
//      Total            CT bi-dir Connections:       0
const TOTAL = /^\s*Total\s+(\S[^:]*?)\s*:\s*(\S+)\s*$/;

/**
 * The totals over all threads that offload flows, by name, as `dpctl/offload-stats-show` prints them (since 2.15; ovs,
 * lib/dpctl.c `dpctl_offload_stats_show`).
 */
export function parseOffloadStatistics({ text, command }: Printed): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, total] = TOTAL.exec(line) ?? [];
    if (name !== undefined) totals.set(name, integer(total, { file: command, line: index + 1 }, `the number ${name}`));
  }
  return totals;
}
