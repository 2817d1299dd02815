import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * Ends a run's report with each test that was skipped and why, and the line `N passed, N failed, N skipped`.
 * A test that was skipped without a reason makes the run fail.
 */
export function closingReporter(): Reporter {
  let selectedByName = false;
  return {
    onInit: (vitest: Vitest) => {
      selectedByName = vitest.config.testNamePattern !== undefined;
    },
    onTestRunEnd: (modules, unhandledErrors) => {
      const tally = tallyOf(modules);
      const failed = tally.failed + unhandledErrors.length;
      if (selectedByName) {
        console.log(closingLine(tally.passed, failed, 0));
        return;
      }
      for (const { name, reason } of tally.skips) console.log(`skipped: ${name}: ${reason ?? 'NO REASON GIVEN'}`);
      const silent = tally.skips.filter(({ reason }) => reason === undefined).length;
      if (silent > 0) process.exitCode = 1;
      console.log(closingLine(tally.passed, failed + silent, tally.skips.length - silent));
    },
  };
}

type Skip = { readonly name: string; readonly reason: string | undefined };
type Tally = { readonly passed: number; readonly failed: number; readonly skips: readonly Skip[] };

function tallyOf(modules: readonly TestModule[]): Tally {
  let passed = 0;
  let failed = 0;
  const skips: Skip[] = [];
  for (const module of modules) {
    const before = failed;
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${module.relativeModuleId} > ${test.fullName}`;
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'failed') failed += 1;
      // What a failing suite took with it says so itself: its tests never ran.
      else if (module.state() !== 'failed' || (result.state === 'skipped' && result.note !== undefined)) {
        skips.push({ name, reason: result.state === 'skipped' ? result.note : 'it never ran' });
      }
    }
    // A file or a suite that fails as a whole (an import, a hook) has no failed test to show for it.
    if (module.state() === 'failed' && failed === before) failed += 1;
  }
  return { passed, failed, skips };
}

function closingLine(passed: number, failed: number, skipped: number): string {
  return `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
