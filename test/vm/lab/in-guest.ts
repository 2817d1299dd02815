import { type GuestTests, runTests } from './run-tests.ts';
import { showRun } from './show-run.ts';

/**
 * Boots a guest, runs files of tests in it, and has a test here for each test there, with the same name and result.
 * Skipped with the reason where there can be no guest. To be awaited at the top of a file of tests.
 */
export async function inGuest(tests: GuestTests): Promise<void> {
  showRun(await runTests(tests).catch((failure: unknown) => ({ results: [], failure })));
}
