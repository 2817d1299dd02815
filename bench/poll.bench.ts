import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collectors } from '../src/collectors/registry.ts';
import { recordedHost } from '../src/host/recorded-host.ts';
import { readOnce } from '../src/schedule/read-once.ts';
import { big, writeBigHost } from './big-host.ts';
import { cpuOf } from './cpu.ts';
import type { Bench, Row } from './row.ts';

const ROUNDS = 15;
const DEADLINE_MS = 30_000;

/** What no reader of that host can do without: every file opened and read, every JSON parsed. */
async function bareReading(root: string): Promise<void> {
  for (const file of globSync('{proc,sys,netns,commands}/**/*', { cwd: root, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    if (text.startsWith('[')) JSON.parse(text);
  }
}

export const bench: Bench = {
  missing: () => undefined,
  run: async () => {
    const root = writeBigHost();
    const never = new AbortController().signal;
    try {
      const host = recordedHost(root);
      const rows: Row[] = [];
      let all = 0;
      for (const collector of collectors) {
        // A reader that has just been made reads everything; later ones may leave out what rarely changes.
        const first = await cpuOf(ROUNDS, async () => {
          const reader = collector.open(host, {});
          const snapshot = await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never);
          if (snapshot.outcome === 'failed') throw new Error(snapshot.problems[0]?.message);
          snapshot.families();
        });
        const reader = collector.open(host, {});
        await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never);
        const next = await cpuOf(ROUNDS, async () => {
          (await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never)).families();
        });
        all += first;
        rows.push({ figure: `${collector.name}: first poll, CPU`, unit: 'ms', ours: first });
        rows.push({ figure: `${collector.name}: later polls, CPU`, unit: 'ms', ours: next });
      }
      const bare = await cpuOf(ROUNDS, () => bareReading(root));
      const what = `full poll of ${big.bonds} bonds, ${big.interfaces} interfaces, ${big.namespaces} namespaces, CPU`;
      const peer = { name: 'only reading the same files', value: bare };
      return [{ figure: what, unit: 'ms', ours: all, peer, target: 50 }, ...rows];
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};
