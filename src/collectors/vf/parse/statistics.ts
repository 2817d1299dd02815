import { ParseError } from '../../../core/errors.ts';
import { integer, linesOf } from '../../../core/text.ts';
import type { CounterName, VfCounters } from '../model.ts';

// tx_packets    : 4711
const STATISTIC = /^\s*(\w+)\s*:\s*(\S+)\s*$/;

/** By the names that drivers give them in sysfs. */
const COUNTERS: ReadonlyMap<string, CounterName> = new Map([
  ['rx_bytes', 'receive_bytes'],
  ['rx_packets', 'receive_packets'],
  ['rx_dropped', 'receive_dropped'],
  ['rx_multicast', 'receive_multicast'],
  ['rx_broadcast', 'receive_broadcast'],
  ['tx_bytes', 'transmit_bytes'],
  ['tx_packets', 'transmit_packets'],
  ['tx_dropped', 'transmit_dropped'],
  ['tx_multicast', 'transmit_multicast'],
  ['tx_broadcast', 'transmit_broadcast'],
]);

/** Names of statistics that are figures of ours. */
export const statisticNames: ReadonlySet<string> = new Set(COUNTERS.keys());

/**
 * `sriov/<number>/stats` of a physical function as NVIDIA's mlx5 driver (MLNX_OFED, stats_show() in sriov_sysfs.c) and
 * Broadcom's bnxt driver write it: a line for each statistic. Those without a figure of ours are passed over.
 * @throws ParseError on a line that is no statistic
 */
export function parseStatistics(text: string, file: string): VfCounters {
  const counters: Partial<Record<CounterName, number>> = {};
  linesOf(text).forEach((content, index) => {
    const [, name, value] = STATISTIC.exec(content) ?? [];
    const place = { file, line: index + 1 };
    if (name === undefined) throw new ParseError(file, place.line, 'name : value', content);
    const counter = COUNTERS.get(name);
    if (counter !== undefined) counters[counter] = integer(value, place, `a number for ${name}`);
  });
  return counters;
}

/** One file of `sriov/<number>/stats/` as Intel's out-of-tree i40e driver keeps them: a number. @throws ParseError */
export function parseStatistic(name: string, text: string, file: string): VfCounters {
  const counter = COUNTERS.get(name);
  if (counter === undefined) return {};
  return { [counter]: integer(text.trim(), { file, line: 1 }, 'a number') };
}
