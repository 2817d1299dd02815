import type { Occurrence } from '../../core/definition.ts';
import { actionOccurrences } from '../about.ts';

const SUBJECT = 'actions';

/** The event that tells that actions are stopped, or are no more; nothing where only the reasons are others now. */
export function stopsChanged(before: readonly string[], now: readonly string[]): Occurrence | undefined {
  if ((before.length === 0) === (now.length === 0)) return undefined;
  if (now.length === 0) {
    return { definition: actionOccurrences.released, subject: SUBJECT, message: 'nothing stops actions any more' };
  }
  return { definition: actionOccurrences.stopped, subject: SUBJECT, message: `actions are stopped: ${now.join('; ')}` };
}
