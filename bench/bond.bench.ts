import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/paths.mjs';
import type { Latencies } from '../test/vm/guest/bond/latency.ts';
import { runGuest } from '../test/vm/lab/guest.ts';
import { openKit, Unavailable } from '../test/vm/lab/kit.ts';
import { LAB_IN_GUEST } from '../test/vm/lab/lay-out.ts';
import { oneNode } from '../test/vm/lab/one-node.ts';
import { startStages } from '../test/vm/lab/stages.ts';
import { type Bench, type Row, spread } from './row.ts';
import { missingBuild } from './running-agent.ts';

const LIMIT_MS = 300_000;
const RESULT = 'latency.json';

/** Failovers of a kernel's bond, in a guest: everything takes many times as long there, so that only the ratio counts. */
export const bench: Bench = {
  missing: missingBuild,
  run: async () => {
    try {
      return rowsOf(await measure());
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      console.error(`bond: left out, ${error.message}`);
      return [];
    }
  },
};

async function measure(): Promise<Latencies> {
  const stages = startStages();
  const kit = await openKit(stages);
  const folder = mkdtempSync(join(tmpdir(), 'nst-guest-'));
  try {
    const program = `cd '${root}' && exec '${process.execPath}' test/vm/guest/bond/latency.ts ${LAB_IN_GUEST}/${RESULT}\n`;
    const code = await runGuest(kit, oneNode, { script: program, limitMs: LIMIT_MS }, folder, stages);
    if (code !== 0) throw new Error(`the guest's program failed:\n${readFileSync(join(folder, 'job.log'), 'utf8')}`);
    return JSON.parse(readFileSync(join(folder, RESULT), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf({ subscriber, monitor, wrong }: Latencies): readonly Row[] {
  const [ours, theirs] = [spread(subscriber), spread(monitor)];
  const peer = (value: number) => ({ name: 'ip -o monitor link prints it', value });
  const what = 'kernel bond in a virtual machine, failover to event at an MQTT subscriber';
  return [
    { figure: `${what}, median`, unit: 'ms', ours: ours.median, peer: peer(theirs.median) },
    { figure: `${what}, 95th percentile`, unit: 'ms', ours: ours.p95, peer: peer(theirs.p95) },
    { figure: `failovers of ${subscriber.length} that gave no event or two`, unit: '', ours: wrong, target: 1 },
  ];
}
