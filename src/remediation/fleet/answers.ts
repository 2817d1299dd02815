import { z } from 'zod';
import { readJson } from '../../core/json-text.ts';
import { printable } from '../../core/printable.ts';
import type { HttpAnswer } from '../../remote/http-request.ts';

// {"kind": "failed_lock_semaphore_full", "value": "semaphore currently full, all slots are locked already"}
const errorSchema = z.object({ kind: z.string().min(1), value: z.string().min(1) });

const LONGEST_WORDS = 300;

/** `yes` the server has done it; `no` it has not, and says so itself; `doubt` nobody knows. */
export type FleetAnswer = { readonly says: 'yes' } | { readonly says: 'no' | 'doubt'; readonly words: string };

/**
 * What an answer means (coreos/zincati, docs/development/fleetlock/protocol.md): 200 is a success and anything else none.
 * Not every answer comes from the server: what only a proxy or a login page would say is no yes and no no.
 */
export function fleetAnswer({ status, contentType, body }: HttpAnswer): FleetAnswer {
  const error = readJson(errorSchema, body);
  const words = error === undefined ? `it answered with status ${status}` : wordsOf(error);
  if (status === 200 && error === undefined && !contentType.startsWith('text/html')) return { says: 'yes' };
  if (status === 200) {
    const what = error === undefined ? 'a web page' : `an error (${words})`;
    return {
      says: 'doubt',
      words: `it answered with status 200 and ${what}: it is no server of the FleetLock protocol`,
    };
  }
  const isOwn = error !== undefined && status >= 400;
  return { says: isOwn ? 'no' : 'doubt', words };
}

function wordsOf({ kind, value }: z.output<typeof errorSchema>): string {
  return printable(`${value} (${kind})`).slice(0, LONGEST_WORDS);
}
