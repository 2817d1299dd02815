import { readFileSync, statSync } from 'node:fs';
import { HostError } from '../../core/errors.ts';
import { hostError } from '../bounded.ts';
import type { DumpRequest } from '../host.ts';

// 31527 (keepalived) S 31516 …: the start is the 22nd field, the 20th behind the name (proc(5))
const STAT = /^\d+ \((.*)\) (.+)$/s;
const START = 22 - 3;
// SigBlk:	4000000800014a03
const MASK = /^Sig(?:Blk|Cgt):\s*([0-9a-f]+)$/gm;

/**
 * Sends a signal to exactly this process, and only when it waits for this signal: most signals end a process that
 * does not. Everything is looked at again right before, without giving other work a turn in between.
 * @returns the user as whom the process runs
 */
export function sendChecked({ process: { pid, started }, program, signal }: DumpRequest): number {
  const target = `${program} (process ${pid})`;
  try {
    const [, name, rest = ''] = STAT.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    if (name !== program || rest.split(' ')[START] !== started) {
      throw new HostError('absent', target, 'is not this process any more');
    }
    if (!handles(readFileSync(`/proc/${pid}/status`, 'utf8'), signal)) {
      throw new HostError('refused', target, `does not wait for signal ${signal}, which would end it`);
    }
    const { uid } = statSync(`/proc/${pid}`);
    process.kill(pid, signal);
    return uid;
  } catch (error) {
    throw error instanceof HostError || !(error instanceof Error) ? error : hostError(target, error);
  }
}

/** Whether the signal has a handler, or is blocked so that the process takes it from a descriptor (signalfd(2)). */
function handles(status: string, signal: number): boolean {
  const masks = [...status.matchAll(MASK)].map(([, digits]) => BigInt(`0x${digits}`));
  return masks.some((mask) => ((mask >> BigInt(signal - 1)) & 1n) === 1n);
}
