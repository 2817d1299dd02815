import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { pinnedNode, root } from './paths.mjs';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program with the pinned Node and waits for it; ends this process when it fails.
 * @param {readonly string[]} args
 */
export function runStep(args) {
  const { status, error } = spawnSync(pinnedNode, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) console.error(`${pinnedNode}: ${error.message}`);
  if (error !== undefined || status !== 0) process.exit(status || 1);
}

/**
 * Runs a program with the pinned Node in this process's place as far as possible: it has the terminal, gets the signals
 * this process gets, and what comes back is its exit code (128 + the signal's number when a signal ended it).
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] further environment variables
 * @returns {Promise<number>}
 */
export function runForeground(args, env = {}) {
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
