// `npm test`: installs what the tests need and runs them, with whatever Node there is from 20 up.
// `npm test -- src/core` passes on which tests to run, and every other option of vitest.

import { installNpmPackages } from './npm-packages.mjs';
import { runForeground } from './programs.mjs';

installNpmPackages();
process.exitCode = await runForeground(['scripts/run-tests.ts', ...process.argv.slice(2)]);
