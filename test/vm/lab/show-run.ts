import { describe, it } from 'vitest';
import { Unavailable } from './kit.ts';
import type { GuestResult } from './results.ts';
import type { TestsRun } from './run-tests.ts';

/** Has a test here for each test in the guest, with the same name and result, and one that fails when these are not all. */
export function showRun({ results, failure }: TestsRun): void {
  for (const file of new Set(results.map((result) => result.file))) {
    describe(`in the guest, ${file}`, () => results.filter((result) => result.file === file).forEach(mirror));
  }
  if (failure === undefined) return;
  it('the guest runs its tests to their end', ({ skip }) => {
    if (failure instanceof Unavailable) skip(failure.message);
    throw failure;
  });
}

function mirror({ name, state, words }: GuestResult): void {
  it(name, ({ skip }) => {
    if (state === 'skipped') skip(words);
    if (state === 'failed') throw failureInGuest(words ?? 'it failed without a word');
  });
}

/** Where a test failed stands in its words; here is nothing to be seen. */
function failureInGuest(words: string): Error {
  const failure = new Error(words);
  failure.stack = words;
  return failure;
}
