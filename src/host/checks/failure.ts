import { messageOf } from '../../core/errors.ts';
import type { CheckReason } from '../checks.ts';
import { CheckFailure, type Outcome } from './kind.ts';

/** errno(3) names, as Node and the kernel use them. */
const reasons: ReadonlyMap<string, CheckReason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['ENONET', 'unreachable'],
  ['EPROTO', 'unreachable'],
  ['ENOPROTOOPT', 'unreachable'],
  ['EACCES', 'unreachable'],
  ['EPERM', 'unreachable'],
  ['EINVAL', 'unreachable'],
  ['EADDRNOTAVAIL', 'no-place'],
  ['ENODEV', 'no-place'],
  ['EMFILE', 'no-socket'],
  ['ENFILE', 'no-socket'],
  ['ENOBUFS', 'no-socket'],
  ['ENOMEM', 'no-socket'],
]);

/** The reason that an error of a socket stands for, if it is one. */
export function reasonOfErrno(code: string): CheckReason | undefined {
  return reasons.get(code);
}

/** What a rejected check found. An error that nobody foresaw is an answer that nobody understood. */
export function failureOf(error: unknown): Outcome {
  if (error instanceof CheckFailure) return { reason: error.reason, detail: error.message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { reason: reasons.get(code) ?? 'bad-answer', detail: messageOf(error) };
}
