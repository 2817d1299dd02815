// `npm run bench`: builds, and runs every bench/*.bench.ts, one after the other, each in a process of its own.
// `npm run bench -- render` runs those with `render` in their name.

import { globSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { runForeground, runStep } from './programs.mjs';

const wanted = process.argv.slice(2);
const files = globSync('bench/*.bench.ts', { cwd: root })
  .sort()
  .filter((file) => wanted.length === 0 || wanted.some((name) => path.basename(file).includes(name)));
if (files.length === 0) {
  console.error(`No bench/*.bench.ts${wanted.length === 0 ? '' : ` has ${wanted.join(' or ')} in its name`}.`);
  process.exit(2);
}
runStep(['scripts/build.ts']);
for (const file of files) {
  const code = await runForeground(['--expose-gc', file]);
  if (code !== 0) process.exitCode = code;
}
