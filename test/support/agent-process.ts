import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { collectors } from '../../src/collectors/registry.ts';
import type { CloudEvent } from '../../src/core/event.ts';
import { loopbackAddress } from './back-end.ts';
import { eventually } from './eventually.ts';
import { privateDirectory } from './private-directory.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Builds the agent, for tests that run it as its user does. */
export function buildAgent(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the agent could not be built');
}

export type AgentProcess = {
  readonly url: string;
  readonly directory: string;
  /** The figures whose line begins so, without what they begin with. */
  readonly figures: (start: string) => Promise<readonly string[]>;
  /** The events of one collector that are in the store, oldest first. */
  readonly events: (collector: string) => readonly CloudEvent[];
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends it by a signal and waits until it is gone. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Its configuration file. */
  readonly config: string;
  /** Lines of its log so far. */
  readonly log: readonly string[];
};

/** Settings that leave on these collectors alone, so that nothing else of this machine is in the way. */
export function onlyCollectors(settings: Readonly<Record<string, object>>): object {
  const off = collectors.map(({ name }) => [name, { enabled: false }]);
  return { ...Object.fromEntries(off), ...settings };
}

/**
 * The built agent on this machine, with everything of its own in a directory that goes with the test.
 * @param options further options of the command line, such as `--host-root`
 */
export async function agentProcess(
  settings: object,
  directory = privateDirectory(),
  options: readonly string[] = [],
): Promise<AgentProcess> {
  const config = path.join(directory, 'agent.yaml');
  const own = {
    state_directory: path.join(directory, 'state'),
    host: { name: 'lab' },
    web: { listen: `${loopbackAddress()}:9479` },
  };
  writeFileSync(config, JSON.stringify({ ...own, ...settings }));
  const child = spawn(process.execPath, ['dist/main.js', 'run', '--config', config, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  onTestFinished(() => kill('SIGKILL'));
  const log: string[] = [];
  createInterface(child.stdout).on('line', (line) => log.push(line));
  const address = () => log.flatMap((line) => /metrics and status: (http:\S+?)"/.exec(line)?.[1] ?? [])[0];
  await eventually(address).toBeDefined();
  const url = address() ?? '';
  await eventually(async () => (await fetch(`${url}/-/ready`)).status).toBe(200);
  return {
    url,
    directory,
    figures: async (start) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return text.split('\n').flatMap((line) => (line.startsWith(start) ? line.slice(start.length) : []));
    },
    events: (collector) => {
      const args = ['dist/main.js', 'events', '--since', '1h', '--json', '--config', config];
      const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      const events: CloudEvent[] = stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
      return events.filter(({ type }) => type.startsWith(`netsteward.${collector}.`));
    },
    signal: (signal) => void child.kill(signal),
    kill,
    config,
    log,
  };
}
