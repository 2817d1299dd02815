import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runLineOf } from '../scripts/run-line.mjs';
import { freePort } from '../test/support/free-port.ts';

const MAIN = join(import.meta.dirname, '../dist/main.js');

/** The built agent as a process of its own, with a state directory that goes with it. */
export type RunningAgent = { readonly pid: number; readonly url: string; readonly stop: () => Promise<void> };

export function missingBuild(): string | undefined {
  return existsSync(MAIN) ? undefined : 'the agent is not built (npm run build)';
}

/**
 * Resolves when every collector has finished its first reading.
 * @param config further settings, in YAML
 * @param before what the agent is started with: a program that becomes it, such as taskset(1), and its arguments
 */
export async function runAgent(config = '', before: readonly string[] = []): Promise<RunningAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const file = join(folder, 'config.yaml');
  writeFileSync(file, `state_directory: ${folder}/state\nweb:\n  listen: ${url.slice('http://'.length)}\n${config}`);
  const { env, options } = runLineOf(MAIN);
  const argv = [...before, process.execPath, ...options, MAIN, 'run', '--config', file];
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok === true) return { pid: child.pid ?? 0, url, stop };
    await delay(50);
  }
  await stop();
  throw new Error('the agent did not get ready within 10 s');
}
