import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kit } from './kit.ts';
import { labArguments } from './lab-arguments.ts';
import { layOut } from './lay-out.ts';
import { type Machine, machineArguments } from './machine.ts';
import { type Qemu, startQemu } from './qemu.ts';
import type { Stages } from './stages.ts';

export type Job = {
  /** A shell script, run as root in the guest. */
  readonly script: string;
  readonly limitMs: number;
};

const START_LIMIT_MS = 120_000;
const BOOT_LIMIT_MS = 120_000;
const SHUTDOWN_LIMIT_MS = 30_000;

/**
 * Boots a guest, runs a job in it and waits until it is off.
 * @param folder an empty one on the machine, the guest's `/lab`: what the job leaves there is its result, and `job.log`
 *   is what it printed
 * @returns the exit code of the job
 * @throws when a stage fails or is not done in time, with the last lines of the console
 */
export async function runGuest(kit: Kit, machine: Machine, job: Job, folder: string, stages: Stages): Promise<number> {
  layOut(kit, machine, job.script, folder);
  const [program, ...options] = kit.qemu;
  const argv = [program, ...options, ...machineArguments(machine), ...labArguments(kit, machine, folder)] as const;
  const start = async (): Promise<Qemu> => {
    const started = startQemu(argv, kit.libraries);
    await started.prints('lab: init', START_LIMIT_MS);
    return started;
  };
  // About one in a hundred guests does not get to its first program: QEMU aborts, or nothing more happens.
  const qemu = await stages.run('start', () => start().catch(start));
  await stages.run('boot', () => qemu.prints('lab: ready', BOOT_LIMIT_MS));
  await stages.run('job', () => qemu.prints('lab: done', job.limitMs));
  await stages.run('shutdown', () => qemu.ends(SHUTDOWN_LIMIT_MS));
  return Number(readFileSync(join(folder, 'exit-code'), 'utf8'));
}
