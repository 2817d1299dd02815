import type { Host, TablesRequest } from '../../host/host.ts';
import { inAnswerTime } from '../../ovs/answer-time.ts';
import { ask } from '../../ovs/ask.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';
import { textAt, textIn } from '../../ovs/row-values.ts';
import { type PolledQueues, parseRxQueues } from '../../ovs/threads/rx-queues.ts';

export async function readQueues(host: Host, daemon: OvsDaemon, signal: AbortSignal): Promise<readonly PolledQueues[]> {
  const { text, command } = await ask(host, daemon, ['dpif-netdev/pmd-rxq-show'], inAnswerTime(signal));
  return parseRxQueues(text, command);
}

const wanted: TablesRequest = { database: 'Open_vSwitch', tables: { Interface: ['name', 'other_config'] } };
// 0:3,1:7
const PINNED_QUEUE = /(?:^|,)\s*(\d+)\s*:/g;

/**
 * Queues that were pinned to cores (ovs-vswitchd.conf.db(5), Interface other_config:pmd-rxq-affinity), as `dpdk0/1`. That
 * a PMD is isolated tells only of those that have it for themselves (pmd-rxq-isolate).
 */
export async function readPinned(host: Host, daemon: OvsDaemon, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const pinned = new Set<string>();
  const { Interface: rows } = await host.tables(daemon.database, wanted, inAnswerTime(signal));
  for (const row of rows?.values() ?? []) {
    const affinity = textAt(row, 'other_config', 'pmd-rxq-affinity') ?? '';
    for (const [, queue] of affinity.matchAll(PINNED_QUEUE)) pinned.add(`${textIn(row, 'name')}/${queue}`);
  }
  return pinned;
}
