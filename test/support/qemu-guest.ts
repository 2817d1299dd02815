import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A real virtual machine, which stands still before its first instruction: where it is can be seen all the same. */
export type QemuGuest = {
  readonly name: string;
  readonly pid: number;
  /** The threads that are its CPUs, by their number. */
  readonly threads: () => ReadonlyMap<number, number>;
  /** Lets a CPU of it run on these CPUs of the host only: `0`, `2-3`. */
  readonly pin: (vcpu: number, cpus: string) => void;
  /** Ends it, and waits until it is gone. */
  readonly end: () => Promise<void>;
};

const HALTED = ['-S', '-accel', 'tcg', '-display', 'none', '-nodefaults', '-serial', 'none', '-monitor', 'none'];
// CPU 0/TCG
const VCPU = /^CPU (\d+)\/(?:TCG|KVM)$/;

/**
 * Starts a guest that is ended with the test, and waits until it has its CPUs.
 * @param name has to be nobody else's on this machine
 * @param timeout milliseconds until it has to have its CPUs
 */
export async function startQemuGuest(
  name: string,
  options: readonly string[],
  program = 'qemu-system-x86_64',
  timeout = 30_000,
): Promise<QemuGuest> {
  const argv = [...HALTED, '-name', `guest=${name},debug-threads=on`, ...options];
  const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const end = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(end);
  const pid = child.pid ?? 0;
  const threads = () => threadsOf(pid);
  for (const until = performance.now() + timeout; threads().size === 0; await delay(20)) {
    if (child.exitCode !== null) throw new Error(`QEMU has ended: ${words}`);
    if (performance.now() > until) throw new Error(`QEMU made no CPUs within ${timeout} ms: ${words}`);
  }
  return {
    name,
    pid,
    threads,
    pin: (vcpu, cpus) => void execFileSync('taskset', ['-pc', cpus, String(threads().get(vcpu))]),
    end,
  };
}

function threadsOf(pid: number): ReadonlyMap<number, number> {
  const tasks = `/proc/${pid}/task`;
  return new Map(
    entriesOf(tasks).flatMap((tid) => {
      const vcpu = VCPU.exec(readFileSync(`${tasks}/${tid}/comm`, 'utf8').trim())?.[1];
      return vcpu === undefined ? [] : [[Number(vcpu), Number(tid)] as const];
    }),
  );
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
