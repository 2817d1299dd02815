import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, type TestContext } from 'vitest';
import { freePort } from './free-port.ts';
import { privateDirectory } from './private-directory.ts';
import { programPath } from './programs.ts';

export type Mosquitto = {
  readonly port: number;
  readonly directory: string;
  /** Starts it and waits until it listens. */
  readonly start: () => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Makes it read its files again. */
  readonly reload: () => void;
  /** Makes it write sessions and retained messages to its disk, and waits until they are there. */
  readonly save: () => Promise<void>;
};

/** Skips the test, saying so, when mosquitto is not installed. */
export function needMosquitto(context: TestContext): void {
  if (programPath('mosquitto') === undefined) context.skip('mosquitto is not installed');
}

/**
 * A real broker, run by hand in a directory of its own on a free port of the loopback address, and ended with the test.
 * It saves its sessions and retained messages at every change, so that they outlive a kill.
 */
export async function mosquitto(settings: readonly string[] = ['allow_anonymous true']): Promise<Mosquitto> {
  const program = programPath('mosquitto') ?? 'mosquitto';
  const directory = privateDirectory();
  const config = path.join(directory, 'mosquitto.conf');
  const port = await freePort();
  const common = [
    `listener ${port} 127.0.0.1`,
    'user root',
    'persistence true',
    `persistence_location ${directory}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'max_inflight_messages 0',
    'max_queued_messages 0',
  ];
  writeFileSync(config, [...common, ...settings].join('\n').replaceAll('DIRECTORY', directory));

  let child: ReturnType<typeof spawn> | undefined;
  const kill = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  onTestFinished(() => kill('SIGKILL'));
  return {
    port,
    directory,
    start: async () => {
      const started = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      let said = '';
      started.stderr.on('data', (text: Buffer) => {
        said = text.toString();
      });
      await listening(port, () => (started.exitCode === null ? undefined : said));
    },
    kill,
    reload: () => void child?.kill('SIGHUP'),
    save: async () => {
      const database = path.join(directory, 'mosquitto.db');
      rmSync(database, { force: true });
      child?.kill('SIGUSR1');
      while (!existsSync(database)) await sleep(10);
    },
  };
}

async function listening(port: number, endedWith: () => string | undefined): Promise<void> {
  for (;;) {
    const last = endedWith();
    if (last !== undefined) throw new Error(`mosquitto ended before it listened: ${last}`);
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(10);
  }
}
