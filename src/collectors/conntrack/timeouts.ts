import { type Answer, answerOf } from '../../conntrack/answer.ts';
import { parseSeconds, timeoutFile } from '../../conntrack/sysctl.ts';
import type { Host } from '../../host/host.ts';
import type { Timeouts } from './reading.ts';

/** Timeouts change only by somebody's hand, and each has a file of its own. */
const FRESH_MS = 15_000;

/** Reads the named timeouts, and again when they are older than that or one of them could not be read. */
export function createTimeouts(
  host: Host,
  names: readonly string[],
  freshMs = FRESH_MS,
): (signal: AbortSignal) => Promise<Timeouts> {
  let last: { readonly at: number; readonly timeouts: Timeouts } | undefined;
  return async (signal) => {
    if (last !== undefined && performance.now() - last.at < freshMs) return last.timeouts;
    const timeouts = await readTimeouts(host, names, signal);
    const isWhole = [...timeouts.values()].every(({ problem }) => problem === undefined);
    last = isWhole ? { at: performance.now(), timeouts } : undefined;
    return timeouts;
  };
}

/** A timeout that this kernel does not know is absent. */
async function readTimeouts(host: Host, names: readonly string[], signal: AbortSignal): Promise<Timeouts> {
  const read = async (timeout: string): Promise<[string, Answer<number>]> => {
    const file = timeoutFile(timeout);
    return [timeout, await answerOf(host.readText(file, signal).then((text) => parseSeconds(text, file)))];
  };
  return new Map(await Promise.all(names.map(read)));
}
