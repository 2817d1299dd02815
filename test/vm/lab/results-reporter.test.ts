import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { privateDirectory } from '../../support/private-directory.ts';
import { type GuestResult, parseResults } from './results.ts';

/** Runs tests in a folder of their own, with the reporter of a guest. */
function resultsOf(tests: string): ReturnType<typeof parseResults> {
  const folder = privateDirectory();
  const file = join(folder, 'results');
  const reporter = JSON.stringify(join(import.meta.dirname, 'results-reporter.ts'));
  const config = `import { resultsReporter } from ${reporter};\nexport default { test: { reporters: [resultsReporter(${JSON.stringify(file)})] } };\n`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  writeFileSync(join(folder, 'some.test.mjs'), `import { beforeAll, describe, expect, it } from 'vitest';\n${tests}`);
  spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], { cwd: root });
  return existsSync(file) ? parseResults(readFileSync(file, 'utf8')) : { results: [], ended: false };
}

const brief = ({ name, state, words }: GuestResult) => [name, state, words?.split('\n')[0]];

it('a guest tells the result of each test, with the words that go with it', () => {
  const { results, ended } = resultsOf(`
    describe('some', () => {
      it('is good', () => {});
      it('is bad', () => expect(1).toBe(2));
      it('needs more', ({ skip }) => skip('no card'));
    });`);
  expect(results.map(brief)).toEqual([
    ['some > is good', 'passed', undefined],
    ['some > is bad', 'failed', expect.stringContaining('expected 1 to be 2')],
    ['some > needs more', 'skipped', 'no card'],
  ]);
  expect(ended).toBe(true);
});

it('a guest tells of what failed as a whole', () => {
  expect(
    resultsOf(`describe('all', () => { beforeAll(() => { throw new Error('no lab'); }); it('x', () => {}); });`),
  ).toMatchObject({
    results: expect.arrayContaining([
      expect.objectContaining({ state: 'failed', words: expect.stringContaining('no lab') }),
    ]),
  });
  expect(resultsOf(`throw new Error('no file');`).results).toMatchObject([
    { name: 'the file as a whole', state: 'failed', words: expect.stringContaining('no file') },
  ]);
});
