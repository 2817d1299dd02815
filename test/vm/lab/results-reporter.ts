import { appendFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { END_LINE, type GuestResult, resultLine } from './results.ts';

/** Writes the result of each test into a file as soon as it is known. */
export function resultsReporter(file: string): Reporter {
  const write = (result: GuestResult) => appendFileSync(file, resultLine(result));
  return {
    onTestCaseResult: (test: TestCase) => {
      const result = test.result();
      const known = { file: test.module.relativeModuleId, name: test.fullName };
      if (result.state === 'passed') write({ ...known, state: 'passed' });
      if (result.state === 'skipped') write({ ...known, state: 'skipped', words: result.note });
      if (result.state === 'failed') write({ ...known, state: 'failed', words: wordsOf(result.errors) });
    },
    onTestModuleEnd: (module: TestModule) => {
      const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
      if (errors.length === 0) return;
      write({ file: module.relativeModuleId, name: 'the file as a whole', state: 'failed', words: wordsOf(errors) });
    },
    onTestRunEnd: (_modules, unhandled) => {
      if (unhandled.length > 0) {
        write({ file: '', name: 'unhandled errors', state: 'failed', words: wordsOf(unhandled) });
      }
      appendFileSync(file, END_LINE);
    },
  };
}

function wordsOf(errors: readonly SerializedError[]): string {
  return errors.map(({ message, stack, diff }) => [stack ?? message, diff].filter(Boolean).join('\n')).join('\n\n');
}
