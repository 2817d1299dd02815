import { spawnSync } from 'node:child_process';
import { installDebianPackages } from './debian-packages.ts';
import { root } from './paths.mjs';
import { runStep } from './programs.mjs';

const missing = installDebianPackages();
runStep(['scripts/build.ts']);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit' });
if (missing !== undefined) console.log(missing);
process.exitCode = status ?? 1;
