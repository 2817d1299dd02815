import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from './paths.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsteward-reporter-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(
    path.join(folder, 'vitest.config.ts'),
    `import { closingReporter } from '${root}/scripts/closing-reporter.ts';
     export default { test: { reporters: [closingReporter()], globals: true } };`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How a run of these tests ends: its exit code and the last lines of its report. */
function endOf(tests: string, ...options: string[]): { readonly code: number | null; readonly lines: string[] } {
  writeFileSync(path.join(folder, 'some.test.js'), tests);
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder, ...options], {
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.split('\n').filter((line) => line !== '') };
}

const good = "it('is good', () => {});";

it('a run ends with the number of tests', () => {
  expect(endOf(good)).toEqual({ code: 0, lines: ['1 passed, 0 failed'] });
});

it('a skipped test is named with its reason', () => {
  const skipped = "it('needs a broker', ({ skip }) => skip('mosquitto is not installed'));";
  expect(endOf(good + skipped)).toEqual({
    code: 0,
    lines: ['skipped: some.test.js > needs a broker: mosquitto is not installed', '1 passed, 0 failed, 1 skipped'],
  });
});

it('a test that is skipped without a reason makes the run fail', () => {
  const { code, lines } = endOf(`${good}it('is silent', ({ skip }) => skip());`);
  expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '1 passed, 1 failed' });
  expect(lines[0]).toBe('skipped: some.test.js > is silent: NO REASON GIVEN');
});

it('tests that were not asked for are not counted', () => {
  expect(endOf(`${good}it('is other', () => {});`, '-t', 'is good').lines).toEqual(['1 passed, 0 failed']);
});

it('a file that fails as a whole counts as one failed test', () => {
  const { code, lines } = endOf(`beforeAll(() => { throw new Error('no'); });${good}`);
  expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '0 passed, 1 failed' });
});
