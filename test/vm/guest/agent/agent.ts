import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../../scripts/paths.mjs';
import { runLineOf } from '../../../../scripts/run-line.mjs';
import { until } from '../until.ts';
import { BROKER } from './broker.ts';

const WEB = '127.0.0.1:19479';
const STATE = '/run/netsteward';
const STARTING_LIMIT_MS = 180_000;
export type Agent = {
  /** The metrics page. */
  readonly metrics: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/**
 * The built agent in a process of its own, as a user has it, publishing to the guest's broker. Knows nothing from before.
 * @param settings in YAML
 */
export async function startAgent(settings: string): Promise<Agent> {
  rmSync(STATE, { recursive: true, force: true });
  const config = '/run/netsteward.yaml';
  const common = `state_directory: ${STATE}\nhost: { name: guest }\nweb: { listen: "${WEB}" }\n`;
  writeFileSync(config, `${common}mqtt: { url: "${BROKER}" }\n${settings}`);
  const main = path.join(root, 'dist/main.js');
  const { env, options } = runLineOf(main);
  const child = spawn(process.execPath, [...options, main, 'run', '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const isReady = async () => (await fetch(`http://${WEB}/-/ready`).catch(() => undefined))?.ok === true;
  await until('the agent is ready', isReady, STARTING_LIMIT_MS);
  return {
    metrics: async () => await (await fetch(`http://${WEB}/metrics`)).text(),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Settings that leave one collector, which polls so often; nothing is late that is only emulated. */
export function only(collector: string, interval: string): string {
  const folders = readdirSync(path.join(root, 'src/collectors'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const others = names.filter((name) => name !== collector).map((name) => `${name}: { enabled: false }`);
  return `interval: ${interval}\ndeadline: 60s\nread_deadline: 20s\ncollectors: { ${others.join(', ')} }\n`;
}
