import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/paths.mjs';
import type { RemediatedFailovers } from '../test/vm/guest/bond/remediated-failover.ts';
import { runGuest } from '../test/vm/lab/guest.ts';
import { openKit, Unavailable } from '../test/vm/lab/kit.ts';
import { LAB_IN_GUEST } from '../test/vm/lab/lay-out.ts';
import { startStages } from '../test/vm/lab/stages.ts';
import { decisionRows, journalRows } from './deciding.ts';
import { deliveryRows } from './deliveries.ts';
import { type Bench, type Row, spread } from './row.ts';
import { missingBuild } from './running-agent.ts';

const LIMIT_MS = 560_000;
const RESULT = 'remediated-failover.json';
const MACHINE = { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [] };

/** What remediation costs, and how soon it has mended a bond: the latter in a guest, where only the ratio counts. */
export const bench: Bench = {
  missing: missingBuild,
  run: async () => [
    ...(await decisionRows()),
    ...(await journalRows()),
    ...(await deliveryRows()),
    ...(await failoverRows()),
  ],
};

async function failoverRows(): Promise<readonly Row[]> {
  try {
    return rowsOf(await measure());
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`remediation: failovers left out, ${error.message}`);
    return [];
  }
}

async function measure(): Promise<RemediatedFailovers> {
  const stages = startStages();
  const kit = await openKit(stages);
  const folder = mkdtempSync(join(tmpdir(), 'nst-guest-'));
  try {
    const program = `test/vm/guest/bond/remediated-failover.ts ${LAB_IN_GUEST}/${RESULT}`;
    const script = `cd '${root}' && exec '${process.execPath}' ${program}\n`;
    const code = await runGuest(kit, MACHINE, { script, limitMs: LIMIT_MS }, folder, stages);
    if (code !== 0) throw new Error(`the guest's program failed:\n${readFileSync(join(folder, 'job.log'), 'utf8')}`);
    return JSON.parse(readFileSync(join(folder, RESULT), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf({ alerted, turned, audited, driver, wrong }: RemediatedFailovers): readonly Row[] {
  const theirs = spread(driver);
  const peer = (value: number) => ({ name: 'link lost to failover by the driver, miimon 50', value });
  const what = 'kernel bond in a virtual machine, from the link event of a path that the bond does not see';
  const parts = [
    { to: 'firing alert', times: alerted },
    { to: 'turned bond', times: turned },
    { to: 'verified failover and its audit record', times: audited },
  ];
  return [
    ...parts.map(({ to, times }) => ({
      figure: `${what} to ${to}, median`,
      unit: 'ms',
      ours: spread(times).median,
      peer: peer(theirs.median),
    })),
    { figure: '… 95th percentile of the last', unit: 'ms', ours: spread(audited).p95, peer: peer(theirs.p95) },
    { figure: `failovers of ${audited.length} that were not proven`, unit: '', ours: wrong, target: 1 },
  ];
}
