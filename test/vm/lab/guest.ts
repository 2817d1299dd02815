import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kit } from './kit.ts';
import { labArguments } from './lab-arguments.ts';
import { layOut } from './lay-out.ts';
import { type Machine, machineArguments } from './machine.ts';
import { type Qemu, QemuFailure, startQemu } from './qemu.ts';
import type { Stages } from './stages.ts';

export type Job = {
  /** A shell script, run as root in the guest. */
  readonly script: string;
  readonly limitMs: number;
};

const BOOT_LIMIT_MS = 90_000;
const SHUTDOWN_LIMIT_MS = 20_000;

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
  const boot = async (): Promise<Qemu> => {
    const qemu = startQemu(argv, kit.libraries);
    await qemu.prints('lab: ready', BOOT_LIMIT_MS);
    return qemu;
  };
  // QEMU aborts at the start now and then, once in more than a hundred boots.
  const again = (error: unknown) =>
    error instanceof QemuFailure && error.signal === 'SIGABRT' ? boot() : Promise.reject(error);
  const qemu = await stages.run('boot', () => boot().catch(again));
  await stages.run('job', () => qemu.prints('lab: done', job.limitMs));
  await stages.run('shutdown', () => qemu.ends(SHUTDOWN_LIMIT_MS));
  return Number(readFileSync(join(folder, 'exit-code'), 'utf8'));
}
