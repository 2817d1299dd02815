import { type Answer, answerOf } from '../../conntrack/answer.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { parseEntrySize } from './slabinfo.ts';

const SLABINFO = '/proc/slabinfo';

/**
 * Reads the size of an entry until it is known: it never changes while the kernel runs, and /proc/slabinfo is dear.
 * Only root may read it, and some kernels do not have it; then the size is absent, and not asked for again.
 */
export function createEntrySize(host: Host): (signal: AbortSignal) => Promise<Answer<number>> {
  let known: Answer<number> | undefined;
  return async (signal) => {
    if (known !== undefined) return known;
    const answer = await answerOf(read(host, signal));
    const size = answer.value;
    const settled: Answer<number> = size === undefined ? {} : { value: size };
    if (answer.problem !== undefined) return { problem: answer.problem };
    known = settled;
    return known;
  };
}

async function read(host: Host, signal: AbortSignal): Promise<number | undefined> {
  try {
    return parseEntrySize(await host.readText(SLABINFO, signal), SLABINFO);
  } catch (error) {
    if (error instanceof HostError && error.kind === 'denied') return undefined;
    throw error;
  }
}
