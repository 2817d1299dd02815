import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../support/private-directory.ts';
import { ATTEMPTS, begin, type Limits } from './begin.ts';
import { startQemu } from './qemu.ts';
import { startStages } from './stages.ts';

const PATIENT: Limits = { startMs: 20_000, bootMs: 20_000 };
const HASTY: Limits = { startMs: 300, bootMs: 300 };
const WELL = 'echo lab: init; echo lab: ready; exec sleep 60';
const SILENT = 'exec sleep 60';
const ABORTED = 'echo "Assertion failed" >&2; kill -ABRT $$; exec sleep 60';
const STUCK = 'echo lab: init; exec sleep 60';

/** A shell in QEMU's place, with a script for each attempt. Each says first whether one before it still runs. */
function play(scripts: readonly string[]) {
  const folder = privateDirectory();
  const pids = join(folder, 'pids');
  writeFileSync(pids, '');
  const told: string[] = [];
  const stages = startStages();
  const isAlone = `while read -r pid; do if kill -0 $pid 2> /dev/null; then echo $pid >> ${folder}/alive; fi; done < ${pids}`;
  let next = 0;
  const start = () => {
    const script = `${isAlone}; echo $$ >> ${pids}; ${scripts[next] ?? 'echo too often'}`;
    next += 1;
    return startQemu(['/bin/sh', '-c', script], '');
  };
  return {
    begin: (attempts: readonly Limits[]) => begin(start, stages, attempts, (words) => told.push(words)),
    attempts: () => next,
    told: (): readonly string[] => told,
    timed: stages.told,
    /** Those that ran when a later attempt began, and those that run now. */
    leftOver: () => [
      ...(existsSync(join(folder, 'alive')) ? readFileSync(join(folder, 'alive'), 'utf8').trim().split('\n') : []),
      ...readFileSync(pids, 'utf8')
        .trim()
        .split('\n')
        .filter((pid) => existsSync(`/proc/${pid}`)),
    ],
  };
}

describe('a guest that is to be started', () => {
  it('is started once when all goes well', async () => {
    const guest = play([WELL]);
    const qemu = await guest.begin([PATIENT, PATIENT]);
    expect([guest.attempts(), guest.told()]).toEqual([1, []]);
    expect(guest.timed()).toMatch(/^start \d+\.\d s, boot \d+\.\d s$/);
    await expect(qemu.prints('never', 10)).rejects.toThrow('did not come');
    await qemu.ends(10_000);
  });

  it('is tried again when it stays silent, aborts or is stuck on its way, each time told', async () => {
    const guest = play([SILENT, ABORTED, STUCK, WELL]);
    // An abort is not waited for, so its attempt may have all the time there is.
    const qemu = await guest.begin([{ ...PATIENT, startMs: 300 }, PATIENT, { ...PATIENT, bootMs: 300 }, PATIENT]);
    expect(guest.told()).toEqual([
      expect.stringMatching(/^guest: attempt 1 of 4: start: "lab: init" did not come within 0.3 s/),
      expect.stringMatching(
        /^guest: attempt 2 of 4: start: QEMU ended with SIGABRT before "lab: init"\n[\s\S]*Assertion failed/,
      ),
      expect.stringMatching(/^guest: attempt 3 of 4: boot: "lab: ready" did not come within 0.3 s\n[\s\S]*lab: init/),
    ]);
    expect(guest.attempts()).toBe(4);
    expect(guest.leftOver()).toHaveLength(1);
    await expect(qemu.prints('never', 10)).rejects.toThrow('did not come');
    await qemu.ends(10_000);
    expect(guest.leftOver()).toEqual([]);
  });

  it('is given up after the last attempt, and none is left', async () => {
    const guest = play([SILENT, SILENT, ABORTED]);
    await expect(guest.begin([HASTY, HASTY, PATIENT])).rejects.toThrow('start: QEMU ended with SIGABRT');
    expect([guest.attempts(), guest.told().length]).toEqual([3, 3]);
    expect(guest.leftOver()).toEqual([]);
  });

  it('is not tried again when its job has begun, be it a moment too late', async () => {
    // Says that it is ready when it is given up already, by a process that is not killed with it.
    const late =
      '(while kill -0 $$ 2> /dev/null; do sleep 0.05; done; echo lab: ready) & echo lab: init; exec sleep 60';
    const guest = play([late, WELL]);
    await expect(guest.begin([{ ...PATIENT, bootMs: 300 }, PATIENT])).rejects.toThrow('"lab: ready" did not come');
    expect([guest.attempts(), guest.told().length]).toEqual([1, 1]);
  });

  it('has four attempts', () => {
    expect(ATTEMPTS).toHaveLength(4);
  });
});
