import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/paths.mjs';
import type { FailoverTimes } from '../test/vm/guest/bond/failover-times.ts';
import { runGuest } from '../test/vm/lab/guest.ts';
import { openKit, Unavailable } from '../test/vm/lab/kit.ts';
import { LAB_IN_GUEST } from '../test/vm/lab/lay-out.ts';
import { startStages } from '../test/vm/lab/stages.ts';
import { type Bench, type Row, spread } from './row.ts';

const LIMIT_MS = 560_000;
const RESULT = 'failover-times.json';
const MACHINE = { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [] };

/**
 * A bond whose active link is up and swallows everything, which no driver sees, beside one whose link is gone: in a guest,
 * where everything that is not waiting takes many times as long.
 */
export const bench: Bench = {
  missing: () => undefined,
  run: async () => {
    try {
      return rowsOf(await measure());
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      console.error(`failover: left out, ${error.message}`);
      return [];
    }
  },
};

async function measure(): Promise<FailoverTimes> {
  const stages = startStages();
  const kit = await openKit(stages);
  const folder = mkdtempSync(join(tmpdir(), 'nst-guest-'));
  try {
    const program = `test/vm/guest/bond/failover-times.ts ${LAB_IN_GUEST}/${RESULT}`;
    const script = `cd '${root}' && exec '${process.execPath}' ${program}\n`;
    const code = await runGuest(kit, MACHINE, { script, limitMs: LIMIT_MS }, folder, stages);
    if (code !== 0) throw new Error(`the guest's program failed:\n${readFileSync(join(folder, 'job.log'), 'utf8')}`);
    return JSON.parse(readFileSync(join(folder, RESULT), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf({ decided, proven, driver, wrong }: FailoverTimes): readonly Row[] {
  const theirs = spread(driver);
  const whole = spread(decided.map((time, index) => time + (proven[index] ?? Number.NaN)));
  const peer = (value: number) => ({ name: 'link lost to failover by the driver, miimon 50', value });
  const what = 'kernel bond in a virtual machine, silent active link';
  return [
    { figure: `${what}: asking to proven failover, median`, unit: 'ms', ours: whole.median, peer: peer(theirs.median) },
    {
      figure: `${what}: asking to proven failover, 95th percentile`,
      unit: 'ms',
      ours: whole.p95,
      peer: peer(theirs.p95),
    },
    {
      figure: `${what}: asking to turning, median`,
      unit: 'ms',
      ours: spread(decided).median,
      peer: peer(theirs.median),
    },
    { figure: `${what}: turning to proof, median`, unit: 'ms', ours: spread(proven).median, peer: peer(theirs.median) },
    { figure: `failovers of ${decided.length} that were not proven`, unit: '', ours: wrong, target: 1 },
  ];
}
