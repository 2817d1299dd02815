import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { eventually } from './eventually.ts';
import { privateDirectory } from './private-directory.ts';
import { hasProgram } from './programs.ts';

/** A router of a pair, in a network namespace and with a /tmp of its own. */
export type Router = {
  readonly netns: string;
  /** Its process id file, `main.pid`, in a directory of the router's own. */
  readonly pidFile: string;
  readonly pid: () => number;
  /** Lets its tracked script fail, or succeed. */
  readonly fail: (fails: boolean) => void;
  /** Whether it has the virtual address. */
  readonly hasAddress: () => boolean;
};

export type PairOptions = {
  /** Lines of the VRRP instance of each router. */
  readonly instance?: (index: number) => string;
};

export const VIRTUAL = '192.0.2.100';

/** Two routers with priorities 110 and 100 on one bridge. All is gone when the test has finished. */
export async function startPair(
  context: TestContext,
  { instance = () => '' }: PairOptions = {},
): Promise<readonly [Router, Router]> {
  if (process.getuid?.() !== 0) context.skip('network namespaces are made by root only');
  if (!hasProgram('keepalived')) context.skip('keepalived is not installed');
  const name = `nst${randomBytes(3).toString('hex')}`;
  const bridge = `${name}b`;
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  onTestFinished(() => {
    for (const netns of [bridge, `${name}1`, `${name}2`]) spawnSync('ip', ['netns', 'del', netns]);
  });
  ip('netns', 'add', bridge);
  ip('-n', bridge, 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', bridge, 'link', 'set', 'br0', 'up');
  const start = async (index: number): Promise<Router> => {
    const netns = `${name}${index}`;
    ip('netns', 'add', netns);
    ip('-n', netns, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', `p${index}`, 'netns', bridge);
    ip('-n', bridge, 'link', 'set', `p${index}`, 'master', 'br0', 'up');
    ip('-n', netns, 'address', 'add', `192.0.2.${index}/24`, 'dev', 'eth0');
    ip('-n', netns, 'link', 'set', 'eth0', 'up');
    return await startRouter(netns, index, instance(index));
  };
  return [await start(1), await start(2)];
}

async function startRouter(netns: string, index: number, instance: string): Promise<Router> {
  const directory = privateDirectory();
  const failing = path.join(directory, 'fail');
  const pidFile = path.join(directory, 'main.pid');
  writeFileSync(path.join(directory, 'keepalived.conf'), configuration(120 - 10 * index, instance));
  writeFileSync(path.join(directory, 'check.sh'), '#!/bin/sh\ntest ! -e /tmp/fail\n', { mode: 0o755 });
  const command = ['keepalived', '--dont-fork', '--log-console', '-f', '/tmp/keepalived.conf'];
  const files = ['-p', '/tmp/main.pid', '-r', '/tmp/vrrp.pid', '-c', '/tmp/checkers.pid'];
  // The directory is not seen under its own name any more where it is /tmp.
  const inside = [
    'unshare',
    '--mount',
    'sh',
    '-c',
    'mount --bind "$0" /tmp && exec "$@"',
    directory,
    ...command,
    ...files,
  ];
  // Of another TMPDIR it would make its own.
  const env = { ...process.env, TMPDIR: '/tmp' };
  const child = spawn('ip', ['netns', 'exec', netns, ...inside], { stdio: 'ignore', detached: true, env });
  onTestFinished(async () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await eventually(() => child.exitCode !== null || child.signalCode !== null).toBe(true);
  });
  await eventually(() => existsSync(pidFile)).toBe(true);
  const pid = () => Number(readFileSync(pidFile, 'utf8'));
  return {
    netns,
    pidFile,
    pid,
    fail: (fails) => (fails ? writeFileSync(failing, '') : rmSync(failing)),
    hasAddress: () =>
      execFileSync('ip', ['-n', netns, '-o', 'address', 'show', 'dev', 'eth0'], { encoding: 'utf8' }).includes(
        `${VIRTUAL}/`,
      ),
  };
}

function configuration(priority: number, instance: string): string {
  return `global_defs {
  script_user root
  enable_script_security
  vrrp_garp_master_delay 1
}
vrrp_script check {
  script /tmp/check.sh
  interval 1
  fall 1
  rise 1
  weight -50
}
vrrp_instance edge {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${priority}
  ${instance}
  virtual_ipaddress {
    ${VIRTUAL}/24
  }
  track_script {
    check
  }
}
`;
}
