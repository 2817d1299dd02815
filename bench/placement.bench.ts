import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { collector } from '../src/collectors/placement/index.ts';
import { recordedHost } from '../src/host/recorded-host.ts';
import { readOnce } from '../src/schedule/read-once.ts';
import { cpuOf } from './cpu.ts';
import { many, writeManyGuests } from './many-guests.ts';
import type { Bench } from './row.ts';

const ROUNDS = 15;
const DEADLINE_MS = 30_000;

/** What every audit needs: where the threads of the guests may run, and what the switch polls. */
const ALWAYS = ['proc/2????/{stat,task/*/status}', '{run,calls,tables}/**/*', 'sys/devices/**/*'];
const AT_FIRST = ['{proc,sys,run,calls,tables}/**/*'];

/** What no audit can do without: every file opened and read. */
async function bareReading(root: string, patterns: readonly string[]): Promise<void> {
  for (const file of globSync(patterns, { cwd: root, withFileTypes: true })) {
    if (file.isFile()) readFileSync(path.join(file.parentPath, file.name), 'utf8');
  }
}

export const bench: Bench = {
  missing: () => undefined,
  run: async () => {
    const root = writeManyGuests();
    const never = new AbortController().signal;
    try {
      const settings = { run_directories: ['/run/openvswitch'] };
      const poll = async (reader: ReturnType<typeof collector.open>) => {
        const snapshot = await readOnce(collector.name, reader, undefined, DEADLINE_MS, 0, never);
        if (snapshot.outcome !== 'ok') throw new Error(snapshot.problems[0]?.message);
        if (snapshot.states.size !== many.guests) throw new Error(`${snapshot.states.size} guests were found`);
        snapshot.families();
      };
      // Whoever audits for the first time knows nothing of processes, threads and memory.
      const first = await cpuOf(ROUNDS, async () => await poll(collector.open(recordedHost(root), settings)));
      const reader = collector.open(recordedHost(root), settings);
      await poll(reader);
      const later = await cpuOf(ROUNDS, async () => await poll(reader));
      const bare = (patterns: readonly string[]) => cpuOf(ROUNDS, async () => await bareReading(root, patterns));
      const what = `placement audit of ${many.guests} guests with ${many.vcpus} CPUs each among ${many.processes} processes`;
      const peer = (value: number) => ({ name: 'only reading the same files', value });
      return [
        {
          figure: `${what}: the first, with memory measured, CPU`,
          unit: 'ms',
          ours: first,
          peer: peer(await bare(AT_FIRST)),
          target: 100,
        },
        {
          figure: `${what}: each later one, CPU`,
          unit: 'ms',
          ours: later,
          peer: peer(await bare(ALWAYS)),
          target: 100,
        },
      ];
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};
