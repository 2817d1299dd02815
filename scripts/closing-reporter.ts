import type { Reporter, TestModule, TestState, Vitest } from 'vitest/node';

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
  const each = modules.map(tallyOfModule);
  return {
    passed: each.reduce((sum, { passed }) => sum + passed, 0),
    failed: each.reduce((sum, { failed }) => sum + failed, 0),
    skips: each.flatMap(({ skips }) => skips),
  };
}

function tallyOfModule(module: TestModule): Tally {
  const tests = [...module.children.allTests()];
  const count = (state: TestState) => tests.filter((test) => test.result().state === state).length;
  const failed = count('failed');
  // A file or a suite that fails as a whole (an import, a hook) has no failed test to show for it.
  const asWhole = module.state() === 'failed' && failed === 0;
  const skips = tests.flatMap((test) => {
    const result = test.result();
    // What a failing suite took with it never ran, and gives no reason.
    if (result.state !== 'skipped' || (asWhole && result.note === undefined)) return [];
    return { name: `${module.relativeModuleId} > ${test.fullName}`, reason: result.note };
  });
  return { passed: count('passed'), failed: asWhole ? 1 : failed, skips };
}

function closingLine(passed: number, failed: number, skipped: number): string {
  return `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
