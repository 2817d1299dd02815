// `npm start`: from a fresh clone to the running agent, with whatever Node there is from 20 up.
// `npm start -- --config FILE` passes options on; `npm start -- events --since 1h` runs another command instead.

import path from 'node:path';
import { installNpmPackages } from './npm-packages.mjs';
import { root } from './paths.mjs';
import { runForeground, runStep } from './programs.mjs';
import { runLineOf } from './run-line.mjs';

const main = path.join(root, 'dist/main.js');

const args = process.argv.slice(2);
const command = args[0] === undefined || args[0].startsWith('-') ? ['run', ...args] : args;

installNpmPackages();
runStep(['scripts/build.ts']);
const { env, options } = runLineOf(main);
process.exitCode = await runForeground([...options, main, ...command], env);
