// Runs a script of the project with the Node the project is pinned to, from a fresh clone on:
// `node scripts/with-packages.mjs scripts/check.ts` installs the npm packages first where needed.

import { installNpmPackages } from './npm-packages.mjs';
import { runForeground } from './programs.mjs';

installNpmPackages();
process.exitCode = await runForeground(process.argv.slice(2));
