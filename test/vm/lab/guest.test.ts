import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { privateDirectory } from '../../support/private-directory.ts';
import { runGuest } from './guest.ts';
import { startStages } from './stages.ts';

/** Runs a job in a guest that a shell script plays, and says how often it was started and its job begun. */
async function runPlayed(script: string) {
  const folder = privateDirectory();
  const program = join(folder, 'play');
  writeFileSync(program, `#!/bin/sh\ncd ${folder}\necho x >> starts\n${script}`, { mode: 0o755 });
  writeFileSync(join(folder, 'kernel'), '');
  const kit = {
    folder,
    qemu: [program],
    libraries: '',
    kernel: join(folder, 'kernel'),
    firstModules: [],
    busybox: join(folder, 'kernel'),
  } as const;
  const outcome = await runGuest(
    kit,
    { nodes: [], nics: [] },
    { script: 'echo x >> jobs', limitMs: 10_000 },
    folder,
    startStages(),
    [10_000, 10_000].map((ms) => ({ startMs: ms, bootMs: ms })),
  ).catch((error: unknown) => error);
  const countOf = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').length - 1;
  return { outcome, starts: countOf('starts'), jobs: countOf('jobs') };
}

const JOB = 'echo lab: init; echo lab: ready; sh job.sh; echo $? > exit-code';

describe('a guest with a job', () => {
  it('runs it once and gives its exit code', async () => {
    expect(await runPlayed(`${JOB}; echo lab: done`)).toEqual({ outcome: 0, starts: 1, jobs: 1 });
  });

  it('runs it in the attempt that got so far', async () => {
    const told = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => told.mockRestore());
    const script = `if [ "$(wc -l < starts)" = 1 ]; then echo lab: init; exit 1; fi; ${JOB}; echo lab: done`;
    expect(await runPlayed(script)).toEqual({ outcome: 0, starts: 2, jobs: 1 });
    expect(told.mock.calls).toEqual([[expect.stringContaining('attempt 1 of 2: boot: QEMU ended with code 1')]]);
  });

  it('never runs one again that broke off', async () => {
    const { outcome, starts, jobs } = await runPlayed(`${JOB}; kill -ABRT $$`);
    expect(outcome).toEqual(
      expect.objectContaining({ message: expect.stringMatching(/^job: QEMU ended with SIGABRT/) }),
    );
    expect([starts, jobs]).toEqual([1, 1]);
  });
});
