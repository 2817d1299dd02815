// `npm start`: from a fresh clone to the running agent, with whatever Node there is from 20 up.
// `npm start -- --config FILE` passes options on; `npm start -- events --since 1h` runs another command instead.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installNpmPackages } from './npm-packages.mjs';
import { root } from './paths.mjs';
import { runForeground, runStep } from './programs.mjs';

const main = path.join(root, 'dist/main.js');

/** Node's options as the program itself names them: `#!/usr/bin/env -S node --max-semi-space-size=2`. */
function nodeOptions() {
  const [shebang = ''] = readFileSync(main, 'utf8').split('\n', 1);
  return shebang.split(' ').filter((word) => word.startsWith('--'));
}

const args = process.argv.slice(2);
const command = args[0] === undefined || args[0].startsWith('-') ? ['run', ...args] : args;

installNpmPackages();
runStep(['scripts/build.ts']);
process.exitCode = await runForeground([...nodeOptions(), main, ...command]);
