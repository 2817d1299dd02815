import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { privateDirectory } from '../../support/private-directory.ts';

/** Shows a run in a folder of its own, and gives the report. */
function reportOf(run: string): { readonly code: number | null; readonly text: string } {
  const folder = privateDirectory();
  const own = (file: string) => JSON.stringify(join(import.meta.dirname, file));
  const imports = `import { showRun } from ${own('show-run.ts')};\nimport { Unavailable } from ${own('kit.ts')};\n`;
  writeFileSync(join(folder, 'some.test.mjs'), `${imports}showRun(${run});\n`);
  const argv = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--reporter=tap-flat'];
  const { status, stdout } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' });
  return { code: status, text: stdout };
}

const good = "{ file: 'a', name: 'is good', state: 'passed' }";

it('what passed in the guest passes here', () => {
  const { code, text } = reportOf(`{ results: [${good}] }`);
  expect(code).toBe(0);
  expect(text).toMatch(/^ok 1 - .*in the guest, a > is good/m);
});

it('what failed in the guest fails here with its words', () => {
  const { code, text } = reportOf(
    `{ results: [${good}, { file: 'b', name: 'is bad', state: 'failed', words: 'no ping' }] }`,
  );
  expect(code).toBe(1);
  expect(text).toMatch(/^not ok 2 - .*in the guest, b > is bad/m);
  expect(text).toContain('no ping');
});

it('what was skipped in the guest is skipped here', () => {
  const { code, text } = reportOf(`{ results: [{ file: 'a', name: 'waits', state: 'skipped', words: 'no card' }] }`);
  expect(code).toBe(0);
  expect(text).toMatch(/^ok 1 - .*> waits # SKIP/m);
});

it('a run that broke off fails, and shows what it got to', () => {
  const { code, text } = reportOf(`{ results: [${good}], failure: new Error('the console went silent') }`);
  expect(code).toBe(1);
  expect(text).toMatch(/^ok 1/m);
  expect(text).toMatch(/^not ok 2 - .*the guest runs its tests to their end/m);
  expect(text).toContain('the console went silent');
});

it('a machine that can have no guest skips', () => {
  const { code, text } = reportOf(`{ results: [], failure: new Unavailable('no network') }`);
  expect([code, /^ok 1 - .*# SKIP/m.test(text)]).toEqual([0, true]);
});
