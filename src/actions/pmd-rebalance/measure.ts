import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../host/host.ts';
import { inAnswerTime } from '../../ovs/answer-time.ts';
import { ask, askIfThere } from '../../ovs/ask.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';
import { busyBetween } from '../../ovs/threads/busy.ts';
import type { ThreadName } from '../../ovs/threads/thread-blocks.ts';
import { joined, sameThread, type ThreadReport } from '../../ovs/threads/thread-report.ts';
import { parseThreadReports } from '../../ovs/threads/thread-reports.ts';

/** How busy threads were between two readings of their counters. */
export type Measurement = {
  /** Seconds between the two. */
  readonly seconds: number;
  /** Whether this version tells cycles at all. */
  readonly hasCycles: boolean;
  /** `undefined` for a thread that is new, or whose counters were cleared meanwhile. */
  readonly busy: (thread: ThreadName) => number | undefined;
};

/** Counts cycles for `seconds`; rejects when the signal is aborted meanwhile. */
export async function measureThreads(
  host: Host,
  daemon: OvsDaemon,
  seconds: number,
  signal: AbortSignal,
): Promise<Measurement> {
  const first = await readThreads(host, daemon, signal);
  await sleep(seconds * 1000, undefined, { signal });
  const second = await readThreads(host, daemon, signal);
  const elapsed = (second.at - first.at) / 1000;
  return {
    seconds: elapsed,
    hasCycles: second.reports.some(({ counters }) => counters.busyCycles !== undefined),
    busy: (thread) => {
      const [before, now] = [first, second].map(({ reports }) => reports.find((one) => sameThread(one.thread, thread)));
      return before === undefined || now === undefined ? undefined : busyBetween(before, now, elapsed);
    },
  };
}

type Counted = { readonly at: number; readonly reports: readonly ThreadReport[] };

async function readThreads(host: Host, daemon: OvsDaemon, signal: AbortSignal): Promise<Counted> {
  const inTime = inAnswerTime(signal);
  const stats = await ask(host, daemon, ['dpif-netdev/pmd-stats-show'], inTime);
  const at = performance.now();
  // Only this tells how long a PMD slept; not every version has it.
  const perf = await askIfThere(host, daemon, ['dpif-netdev/pmd-perf-show', '-nh'], inTime);
  const more = perf === undefined ? [] : parseThreadReports(perf.text, perf.command);
  const reports = parseThreadReports(stats.text, stats.command).map((report) =>
    joined(
      report,
      more.find(({ thread }) => sameThread(thread, report.thread)),
    ),
  );
  return { at, reports };
}
