import { existsSync } from 'node:fs';
import type { Argv } from './host.ts';

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/**
 * The same program, killed by the kernel with the agent, however the agent ends (prctl(2), PR_SET_PDEATHSIG).
 * setpriv(1) of util-linux sets the signal and becomes the program: the process id stays the same.
 */
export function dyingWithParent(argv: Argv): Argv {
  return SETPRIV === undefined ? argv : [SETPRIV, '--pdeathsig', 'KILL', '--', ...argv];
}
