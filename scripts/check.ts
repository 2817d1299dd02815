// `npm run check`: everything but the tests that a change has to pass. Each check runs, also when one before it failed.

import { spawnSync } from 'node:child_process';
import { root } from './paths.mjs';

type Check = { readonly name: string; readonly command: readonly string[] };

const checks: readonly Check[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  {
    name: 'types in the browser',
    command: ['node_modules/typescript/bin/tsc', '-p', 'src/exporters/status/client/tsconfig.json'],
  },
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'] },
  {
    name: 'layers',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config=.dependency-cruiser.cjs',
      ...['src', 'test', 'scripts', 'bench', 'dashboards'],
    ],
  },
  { name: 'generated files', command: ['scripts/generate.ts', '--check'] },
  { name: 'lock file', command: ['scripts/check-lock-file.ts'] },
];

function passes({ name, command }: Check): boolean {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  const passed = error === undefined && status === 0;
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name}`);
  if (!passed) console.log(`${stdout}${stderr}${error?.message ?? ''}`.trimEnd());
  return passed;
}

const failed = checks.filter((check) => !passes(check));
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.map(({ name }) => name).join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
