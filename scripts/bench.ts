// `npm run bench`: builds, and runs the benches. `npm run bench -- render` runs those with `render` in their name.

import { runForeground, runStep } from './programs.mjs';

runStep(['scripts/build.ts']);
process.exitCode = await runForeground(['--expose-gc', 'bench/run.ts', ...process.argv.slice(2)]);
