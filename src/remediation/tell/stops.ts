import type { Occurrence } from '../../core/definition.ts';
import { actionOccurrences } from '../about.ts';

const SUBJECT = 'actions';

/** The event that tells how the reasons for which everything is stopped have changed; nothing when they have not. */
export function stopsChanged(before: readonly string[], now: readonly string[]): Occurrence | undefined {
  if (now.length === 0) {
    if (before.length === 0) return undefined;
    return { definition: actionOccurrences.released, subject: SUBJECT, message: 'nothing stops actions any more' };
  }
  if (now.every((words) => before.includes(words))) return undefined;
  return { definition: actionOccurrences.stopped, subject: SUBJECT, message: `actions are stopped: ${now.join('; ')}` };
}
