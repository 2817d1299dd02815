// `npm test`: brings what the tests need to this machine, as far as that can be done, and runs them.
// `npm test -- src/core` says which ones; every other option of vitest is passed on too.

import { installDebianPackages } from './debian-packages.ts';
import { runForeground, runStep } from './programs.mjs';

const missing = installDebianPackages();
runStep(['scripts/build.ts']);
const code = await runForeground(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
if (missing !== undefined) console.log(`\n${missing} Tests that need them were skipped, as said above.`);
process.exitCode = code;
