import { readdirSync } from 'node:fs';
import { ParseError } from '../../../core/errors.ts';

/** Left for everything else that the agent opens later. */
const RESERVED = 64;

// Max open files            1024                 524288               files
const OPEN_FILES = /^Max open files +(\d+|unlimited) /m;

/**
 * How many sockets the limit on open files leaves to the checker, with what is open now taken off.
 * @param limits the text of `/proc/self/limits` (proc(5))
 */
export function mostSockets(limits: string): number {
  const [, soft] = OPEN_FILES.exec(limits) ?? [];
  if (soft === undefined) throw new ParseError('/proc/self/limits', 0, 'a limit on open files', limits);
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY;
  return Math.max(1, Number(soft) - RESERVED - readdirSync('/proc/self/fd').length);
}
