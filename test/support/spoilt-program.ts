import { HostError } from '../../src/core/errors.ts';
import type { Host } from '../../src/host/host.ts';

/** Spoils what a program says, as long as `answer` gives something else. */
export function instead(argv: string, answer: (signal: AbortSignal) => Promise<string> | undefined) {
  return (host: Host): Host => ({
    ...host,
    run: (words, signal) => (words.join(' ') === argv ? answer(signal) : undefined) ?? host.run(words, signal),
  });
}

/** A program that never answers, until it is given up. */
export async function hanging(argv: string, signal: AbortSignal): Promise<string> {
  const { promise, reject } = Promise.withResolvers<string>();
  signal.addEventListener('abort', () => reject(new HostError('deadline', argv, 'no answer in time')), {
    once: true,
  });
  return await promise;
}
