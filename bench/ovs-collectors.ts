import { collector as dpdk } from '../src/collectors/dpdk/index.ts';
import { collector as ovs } from '../src/collectors/ovs/index.ts';
import { collector as ovsBond } from '../src/collectors/ovs-bond/index.ts';
import { collector as ovsConntrack } from '../src/collectors/ovs-conntrack/index.ts';
import { collector as ovsDatapath } from '../src/collectors/ovs-datapath/index.ts';
import { collector as pmd } from '../src/collectors/pmd/index.ts';
import type { Host } from '../src/host/host.ts';
import { readOnce } from '../src/schedule/read-once.ts';

const DEADLINE_MS = 30_000;

export const ovsCollectors = { ovs, ovsBond, ovsDatapath, ovsConntrack, pmd, dpdk };

export type OvsCollector = (typeof ovsCollectors)[keyof typeof ovsCollectors];

/** A collector at work: each call is one reading up to its metric points. Rejects when it could not read all. */
export function pollOf(collector: OvsCollector, host: Host, settings: object) {
  const reader = collector.open(host, settings);
  const never = new AbortController().signal;
  return async () => {
    const snapshot = await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never);
    if (snapshot.outcome !== 'ok') {
      throw new Error(`${collector.name}: ${snapshot.outcome}, ${snapshot.problems[0]?.message}`);
    }
    return snapshot.families();
  };
}
