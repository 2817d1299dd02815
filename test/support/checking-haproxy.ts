import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';
import { privateDirectory } from './private-directory.ts';
import { programPath } from './programs.ts';

/** A real HAProxy that checks servers, in the foreground, gone when the test has finished. */
export type Haproxy = {
  /** Each server's status by its name: `UP`, `DOWN`, `UP 1/2`. */
  readonly statuses: () => Promise<ReadonlyMap<string, string>>;
};

/** @param backend the lines of its only backend */
export async function startCheckingHaproxy(backend: readonly string[]): Promise<Haproxy> {
  const directory = privateDirectory();
  const socket = join(directory, 'haproxy.sock');
  const file = join(directory, 'haproxy.cfg');
  const head = ['global', `  stats socket ${socket} mode 600 level admin`, 'backend checked'];
  writeFileSync(file, `${[...head, ...backend.map((line) => `  ${line}`)].join('\n')}\n`);
  const child = spawn(programPath('haproxy') ?? 'haproxy', ['-f', file, '-db', '-q'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = text(child.stderr);
  onTestFinished(async () => {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await gone;
  });
  const statuses = async () => statusesIn(await ask(socket, 'show stat -1 4 -1'));
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`haproxy ended: ${await said}`);
    return (await statuses()).size;
  }).toBeGreaterThan(0);
  return { statuses };
}

/** One command over the stats socket (HAProxy's management.txt, 9.3). */
async function ask(path: string, command: string): Promise<string> {
  const socket = connect(path);
  socket.end(`${command}\n`);
  return await text(socket);
}

// # pxname,svname,qcur,…,status,…
function statusesIn(csv: string): ReadonlyMap<string, string> {
  const [head = '', ...rows] = csv.trim().split('\n');
  const names = head.replace(/^# /, '').split(',');
  const [name, status] = [names.indexOf('svname'), names.indexOf('status')];
  return new Map(rows.map((row) => row.split(',')).map((cells) => [cells[name] ?? '', cells[status] ?? '']));
}
