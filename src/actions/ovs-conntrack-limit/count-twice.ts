import { setTimeout as sleep } from 'node:timers/promises';
import { integer } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';
import { inAnswerTime } from '../../ovs/answer-time.ts';
import { ask } from '../../ovs/ask.ts';
import { parseCoverage } from '../../ovs/coverage.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';

/** Bridges of type netdev share one datapath, whose name is made of their type (ovs, ofproto/ofproto-dpif.c). */
const DATAPATH = 'netdev@ovs-netdev';

/** Two counts of a table, a while apart. */
export type Counts = {
  readonly limit: number;
  readonly connections: number;
  readonly connections_before: number;
  readonly seconds: number;
  readonly rejected: number;
  readonly rejected_by_zones: number;
};

/** Asks the daemon twice; rejects when the signal is aborted meanwhile. */
export async function countTwice(host: Host, daemon: OvsDaemon, seconds: number, signal: AbortSignal): Promise<Counts> {
  const first = await countOnce(host, daemon, signal);
  await sleep(seconds * 1000, undefined, { signal });
  const second = await countOnce(host, daemon, signal);
  return {
    limit: second.limit,
    connections: second.connections,
    connections_before: first.connections,
    seconds: (second.at - first.at) / 1000,
    // A counter that fell is one of a daemon that began anew.
    rejected: Math.max(0, second.refused - first.refused),
    rejected_by_zones: Math.max(0, second.refusedByZones - first.refusedByZones),
  };
}

async function countOnce(host: Host, daemon: OvsDaemon, signal: AbortSignal) {
  const inTime = inAnswerTime(signal);
  const number = async (command: string) => {
    const { text } = await ask(host, daemon, [command, DATAPATH], inTime);
    return integer(text.trim(), { file: command, line: 1 }, 'a number');
  };
  const [connections, limit, coverage] = await Promise.all([
    number('dpctl/ct-get-nconns'),
    number('dpctl/ct-get-maxconns'),
    ask(host, daemon, ['coverage/show'], inTime).then(parseCoverage),
  ]);
  // Counters that were never hit are not printed.
  const refused = coverage.get('conntrack_full') ?? 0;
  const refusedByZones = coverage.get('conntrack_zone_full') ?? 0;
  return { at: performance.now(), connections, limit, refused, refusedByZones };
}
