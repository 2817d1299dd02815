import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-run-'));
const configFile = path.join(folder, 'agent.yaml');
const runArgs = ['dist/main.js', 'run', '--config', configFile, '--host-root', folder];

beforeAll(() => {
  spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The agent on a recorded host with nothing in it, and the lines of its log as they come. */
type Running = {
  readonly process: ChildProcess;
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly errors: () => string;
};

let agent: Running;

function start(): Running {
  const child = spawn(process.execPath, runArgs, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  createInterface(child.stdout).on('line', (line) => {
    seen.push(line);
    for (const wake of waiting) wake();
  });
  return {
    process: child,
    errors: () => errors,
    line: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const found = seen.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

beforeEach(() => {
  writeFileSync(configFile, 'web: { listen: "127.0.0.1:0" }\n');
  agent = start();
});
afterEach(() => {
  agent.process.kill('SIGKILL');
});

/** What a pipe that does not block holds right now. */
function readNow(descriptor: number, into: Buffer, offset: number): number {
  try {
    return readSync(descriptor, into, offset, into.length - offset, null);
  } catch {
    return 0;
  }
}

async function exitCode(): Promise<unknown> {
  const [code] = await once(agent.process, 'exit');
  return code;
}

it('says where to look, and ends with code 0 on SIGTERM', async () => {
  const { msg } = JSON.parse(await agent.line(/metrics and status/));
  const answer = await fetch(`${msg.replace('metrics and status: ', '')}/-/healthy`);
  expect(answer.status).toBe(200);
  agent.process.kill('SIGTERM');
  expect(await exitCode()).toBe(0);
  expect(await agent.line(/was told to stop/)).toContain('netsteward.agent.stopping');
  expect(agent.errors()).toBe('');
});

it('ends once and in order however often Ctrl-C arrives', async () => {
  await agent.line(/metrics and status/);
  for (let time = 0; time < 3; time += 1) agent.process.kill('SIGINT');
  expect(await exitCode()).toBe(0);
});

it('says nothing when it is told to stop before it has started', async () => {
  agent.process.kill('SIGTERM');
  await once(agent.process, 'exit');
  expect(agent.errors()).toBe('');
});

it('keeps its configuration on SIGHUP when the new one is bad, says what is wrong, and takes the next good one', async () => {
  const { msg } = JSON.parse(await agent.line(/metrics and status/));
  const address = `${msg.replace('metrics and status: ', '')}/-/healthy`;
  writeFileSync(configFile, 'interval: soon\n');
  agent.process.kill('SIGHUP');
  const rejected = await agent.line(/configuration-rejected/);
  expect(rejected).toContain(`${configFile}:1:11: interval: expected a duration`);
  expect((await fetch(address)).status).toBe(200);
  writeFileSync(configFile, 'interval: 1s\nweb: { listen: "127.0.0.1:0" }\n');
  agent.process.kill('SIGHUP');
  await agent.line(/configuration-reloaded/);
  agent.process.kill('SIGTERM');
  expect(await exitCode()).toBe(0);
});

it('ends when the reader of its pipe goes away', async () => {
  const pipe = path.join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(pipe, 'w');
  const piped = spawn(process.execPath, runArgs, { cwd: root, stdio: ['ignore', writer, 'inherit'] });
  closeSync(writer);
  const text = Buffer.alloc(100_000);
  for (let length = 0; !text.includes('metrics and status'); await sleep(10)) length += readNow(reader, text, length);
  closeSync(reader);
  piped.kill('SIGHUP');
  expect(await once(piped, 'exit')).toEqual([0, null]);
});

it('ends with the terminal that it was started at', async (context) => {
  if (spawnSync('script', ['--version']).error !== undefined) context.skip('script(1) is not installed');
  const command = `echo pid=$$; exec ${[process.execPath, ...runArgs].join(' ')}`;
  const terminal = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], { cwd: root });
  let shown = '';
  terminal.stdout.on('data', (text) => {
    shown += text;
  });
  await expect.poll(() => shown).toContain('metrics and status');
  const [, pid = ''] = /pid=(\d+)/.exec(shown) ?? [];
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  terminal.kill('SIGKILL');
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
});

it('a second one on the same port says so and ends with code 1', async () => {
  const { msg } = JSON.parse(await agent.line(/metrics and status/));
  const port = new URL(msg.replace('metrics and status: ', '')).port;
  const args = ['dist/main.js', 'run', '--host-root', folder];
  const env = { ...process.env, NETSTEWARD_WEB__LISTEN: `127.0.0.1:${port}` };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env, timeout: 60_000 });
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^netsteward: can't listen at 127.0.0.1:${port}: .*\n$`));
});
