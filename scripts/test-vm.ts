// `npm run test:vm`: the tests in virtual machines alone. `npm run test:vm -- hardware` runs those with `hardware` in their
// name; `--record DIR` keeps what they record of their guests in the folder. Every other option of vitest is passed on.

import path from 'node:path';
import { runForeground, runStep } from './programs.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--record');
if (at >= 0) {
  const [, folder] = args.splice(at, 2);
  if (folder === undefined) {
    console.error('--record needs a folder.');
    process.exit(1);
  }
  process.env.VM_RECORD = path.resolve(folder);
}
runStep(['scripts/build.ts']);
process.exitCode = await runForeground(['node_modules/vitest/vitest.mjs', 'run', '--project=vm', ...args]);
