import { HostError, isAbsent } from '../../../core/errors.ts';

// What a read may answer instead of a value: each of these turns one kind of answer into nothing and lets the others through.

/** There is no such thing. */
export function absent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}

/** There is no such thing, or the kernel has no value for it now (EINVAL). */
export function absentOrRefused(error: unknown): undefined {
  if (!(error instanceof HostError) || (error.kind !== 'absent' && error.kind !== 'refused')) throw error;
}

/** Any answer that came in time. */
export function answered(error: unknown): undefined {
  if (!(error instanceof HostError) || error.kind === 'deadline' || error.kind === 'ended') throw error;
}
