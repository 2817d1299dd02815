import type { Qemu } from './qemu.ts';
import type { Stages } from './stages.ts';

/** How long an attempt may take until the guest's first program speaks, and from there until a job can begin. */
export type Limits = { readonly startMs: number; readonly bootMs: number };

/** One for each attempt. Most guests need a tenth of that; the last attempts are for a machine that is only slow. */
export const ATTEMPTS: readonly Limits[] = [
  { startMs: 60_000, bootMs: 60_000 },
  { startMs: 60_000, bootMs: 60_000 },
  { startMs: 90_000, bootMs: 120_000 },
  { startMs: 120_000, bootMs: 180_000 },
];

/** What a guest prints right before its job. */
const READY = 'lab: ready';
const KILLED_LIMIT_MS = 20_000;

/**
 * Starts a guest and waits until its job is about to begin. One that does not get there is ended, told of, and tried again:
 * nothing has been done in it yet.
 * @param start starts QEMU, whose job begins once it has printed "lab: ready"
 * @param tell is told of each attempt that failed, with the last lines of its console
 * @throws what the last attempt failed with, or when a QEMU that was given up does not end
 */
export async function begin(
  start: () => Qemu,
  stages: Stages,
  attempts: readonly Limits[] = ATTEMPTS,
  tell: (words: string) => void = console.log,
): Promise<Qemu> {
  let failure: unknown = new Error('not a single attempt to start a guest');
  for (const [index, limits] of attempts.entries()) {
    const qemu = start();
    try {
      await stages.run('start', () => qemu.prints('lab: init', limits.startMs));
      await stages.run('boot', () => qemu.prints(READY, limits.bootMs));
      return qemu;
    } catch (error) {
      failure = error;
      tell(`guest: attempt ${index + 1} of ${attempts.length}: ${error instanceof Error ? error.message : error}`);
      // Its memory and its sockets are wanted by the next one.
      await qemu.ends(KILLED_LIMIT_MS);
      // It was a moment late only, and its job has begun.
      if (qemu.hasPrinted(READY)) throw error;
    }
  }
  throw failure;
}
