import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collector } from '../src/collectors/vf/index.ts';
import { recordedHost } from '../src/host/recorded-host.ts';
import { readOnce } from '../src/schedule/read-once.ts';
import { cpuOf } from './cpu.ts';
import type { Bench } from './row.ts';
import { links, sriov, writeSriovHost } from './sriov-host.ts';

const ROUNDS = 15;
const DEADLINE_MS = 30_000;
const TARGET_MS = 30;

export const bench: Bench = {
  missing: () => undefined,
  run: async () => {
    const root = writeSriovHost();
    const never = new AbortController().signal;
    try {
      const poll = async (reader: ReturnType<typeof collector.open>) => {
        const snapshot = await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never);
        if (snapshot.outcome === 'failed') throw new Error(snapshot.problems[0]?.message);
        return snapshot.families();
      };
      const first = await cpuOf(ROUNDS, () => poll(collector.open(recordedHost(root), {})));
      const reader = collector.open(recordedHost(root), {});
      const next = await cpuOf(ROUNDS, () => poll(reader));
      const parsing = await cpuOf(ROUNDS, async () => JSON.parse(readFileSync(join(root, links), 'utf8')));
      const what = `${sriov.pfs} PFs with ${sriov.vfs} VFs each`;
      const peer = { name: 'reading and JSON.parse of what ip printed', value: parsing };
      return [
        { figure: `vf: a poll of ${what}, CPU`, unit: 'ms', ours: next, peer, target: TARGET_MS },
        { figure: 'vf: first poll, CPU', unit: 'ms', ours: first, peer },
      ];
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};
