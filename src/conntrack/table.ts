import type { Host } from '../host/host.ts';
import { type Answer, answerOf } from './answer.ts';
import { parseStatistics, parseStatisticsCommand, type Statistics } from './statistics.ts';
import { parseQuantity, sysctlFiles } from './sysctl.ts';

/** The connection tracking table of one network namespace. */
export type Table = Statistics & { readonly netns: string };

const STATISTICS = '/proc/net/stat/nf_conntrack';
const COMMAND = ['conntrack', '-S'] as const;

/** The host's own table, where its figures come from, and what could not be read of them. */
export type OwnTable = {
  /** `undefined` when the kernel does not track connections. */
  readonly table: Table | undefined;
  /** Whether this kernel has its statistics in procfs, for every namespace (CONFIG_NF_CONNTRACK_PROCFS). */
  readonly inProcfs: boolean;
  readonly problems: readonly string[];
};

/** Reads the table of a namespace from procfs; its cost does not depend on how many entries there are. */
export async function readTable(host: Host, signal: AbortSignal): Promise<Table> {
  return { netns: host.netns, ...parseStatistics(await host.readText(STATISTICS, signal), STATISTICS) };
}

/** Reads the number of entries alone. In another namespace this takes a process, so it is for kernels without procfs statistics. */
export async function readCount(host: Host, signal: AbortSignal): Promise<Table> {
  const entries = parseQuantity(await host.readText(sysctlFiles.count, signal), sysctlFiles.count);
  return { netns: host.netns, entries, sums: new Map() };
}

/** Reads the host's own table, from sysctl and netlink where procfs does not have it. */
export async function readOwnTable(host: Host, signal: AbortSignal): Promise<OwnTable> {
  const statistics = await answerOf(readTable(host, signal));
  if (statistics.value !== undefined) return { table: statistics.value, inProcfs: true, problems: [] };
  const inProcfs = statistics.problem !== undefined;
  const count = await answerOf(readCount(host, signal));
  if (isAbsent(statistics) && isAbsent(count)) return { table: undefined, inProcfs, problems: [] };
  // Where the program is not installed either, the counters are not known; that is how this host is, and no failure.
  const said: Answer<Statistics> = inProcfs ? {} : await answerOf(askNetlink(host, signal));
  return {
    table: { netns: host.netns, entries: count.value?.entries, sums: said.value?.sums ?? new Map() },
    inProcfs,
    problems: [statistics, count, said].flatMap(({ problem }) => problem ?? []),
  };
}

async function askNetlink(host: Host, signal: AbortSignal): Promise<Statistics> {
  return parseStatisticsCommand(await host.run(COMMAND, signal), COMMAND.join(' '));
}

function isAbsent<T>({ value, problem }: Answer<T>): boolean {
  return value === undefined && problem === undefined;
}
