import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTEMPTS, begin, type Limits } from './begin.ts';
import type { Kit } from './kit.ts';
import { labArguments } from './lab-arguments.ts';
import { layOut } from './lay-out.ts';
import { type Machine, machineArguments } from './machine.ts';
import { startQemu } from './qemu.ts';
import type { Stages } from './stages.ts';

export type Job = {
  /** A shell script, run as root in the guest. */
  readonly script: string;
  readonly limitMs: number;
};

const SHUTDOWN_LIMIT_MS = 30_000;

/**
 * Boots a guest, runs a job in it and waits until it is off. The job is run once at most, whatever becomes of the guest.
 * @param folder an empty one on the machine, the guest's `/lab`: what the job leaves there is its result, and `job.log`
 *   is what it printed
 * @returns the exit code of the job
 * @throws when a stage fails or is not done in time, with the last lines of the console
 */
export async function runGuest(
  kit: Kit,
  machine: Machine,
  job: Job,
  folder: string,
  stages: Stages,
  attempts: readonly Limits[] = ATTEMPTS,
): Promise<number> {
  layOut(kit, machine, job.script, folder);
  const [program, ...options] = kit.qemu;
  const argv = [program, ...options, ...machineArguments(machine), ...labArguments(kit, machine, folder)] as const;
  const qemu = await begin(() => startQemu(argv, kit.libraries), stages, attempts);
  await stages.run('job', () => qemu.prints('lab: done', job.limitMs));
  await stages.run('shutdown', () => qemu.ends(SHUTDOWN_LIMIT_MS));
  return Number(readFileSync(join(folder, 'exit-code'), 'utf8'));
}
