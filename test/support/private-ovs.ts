import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { programPath } from './programs.ts';

/** Switches IPv6 off in the namespace that it runs in, also on devices to come. */
export const QUIET = 'for c in all default; do echo 1 > /proc/sys/net/ipv6/conf/$c/disable_ipv6; done';

/** An Open vSwitch of one's own in a private directory and network namespace. */
export type PrivateSwitch = {
  /** The run directory: `ovs-vswitchd.pid`, `ovs-vswitchd.<pid>.ctl`, `db.sock`, the logs. */
  readonly directory: string;
  /** The network namespace in which vswitchd runs, so that its devices have any names; also DPDK's file prefix. */
  readonly netns: string;
  /** The telemetry socket, with DPDK. */
  readonly telemetry: string;
  readonly database: string;
  /** The socket of the vswitchd that runs now. */
  readonly unixctl: () => string;
  readonly pid: (daemon?: Daemon) => number;
  /** Runs ovs-vsctl(8) and gives what it prints. */
  readonly vsctl: (...args: string[]) => string;
  /** Runs ovs-appctl(8) against vswitchd. */
  readonly appctl: (...args: string[]) => string;
  /** Runs ovs-ofctl(8). */
  readonly ofctl: (...args: string[]) => string;
  /** Runs any program in the network namespace, such as `ip link set p0 down`. */
  readonly inside: (program: string, ...args: string[]) => string;
  /** Kills a daemon with SIGKILL and waits until it is gone. */
  readonly kill: (daemon: Daemon) => Promise<void>;
  readonly startVswitchd: () => Promise<void>;
  readonly startDatabase: () => Promise<void>;
  /** Stops vswitchd as its init script does (`exit`), and waits until it is gone. */
  readonly stopVswitchd: () => Promise<void>;
  /** Ends both daemons and removes their files and the network namespace. */
  readonly end: () => Promise<void>;
};

export type Daemon = 'ovs-vswitchd' | 'ovsdb-server';

export type SwitchOptions = {
  /** With DPDK: 128 MB of memory without hugepages, PMD threads on `pmdMask`, asleep when idle. */
  readonly dpdk?: boolean;
  /** Cores of PMD threads, `0x2` when left out. */
  readonly pmdMask?: string;
  /** Megabytes for DPDK, 128 when left out. */
  readonly memory?: number;
  /** Further `other_config` of the Open_vSwitch row, as `key=value`. */
  readonly otherConfig?: readonly string[];
};

const PLAIN = '/usr/lib/openvswitch-switch/ovs-vswitchd';
const DPDK = '/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk';
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema';
const START_DEADLINE_MS = 40_000;
const END_DEADLINE_MS = 30_000;

/** Why Open vSwitch can't be run here; `undefined` when it can. */
export function missingForSwitch({ dpdk = false }: SwitchOptions = {}): string | undefined {
  if (process.getuid?.() !== 0) return 'Open vSwitch is run by root only';
  if (!existsSync(SCHEMA) || programPath('ovsdb-server') === undefined) return 'Open vSwitch is not installed';
  const program = dpdk ? DPDK : PLAIN;
  return existsSync(program) ? undefined : `${program} is not installed`;
}

/** Starts a database and a vswitchd, which are to be ended by `end`. Nothing is left of them when that fails. */
export async function startPrivateSwitch(options: SwitchOptions = {}): Promise<PrivateSwitch> {
  const directory = mkdtempSync(path.join(tmpdir(), 'nst-ovs-'));
  const netns = `nst${randomBytes(4).toString('hex')}`;
  const database = path.join(directory, 'db.sock');
  /** Its name is the program's name, by which the daemon calls its files. */
  const program = path.join(directory, 'ovs-vswitchd');
  const environment = {
    ...process.env,
    ...Object.fromEntries(['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR'].map((name) => [`OVS_${name}`, directory])),
  };
  const run = (name: string, ...args: string[]) =>
    execFileSync(name, args, { encoding: 'utf8', env: environment, timeout: START_DEADLINE_MS, stdio: 'pipe' });

  const pid = (daemon: Daemon = 'ovs-vswitchd') => Number(readFileSync(path.join(directory, `${daemon}.pid`), 'utf8'));
  const gone = async (one: number) => {
    const deadline = performance.now() + END_DEADLINE_MS;
    while (alive(one)) {
      if (performance.now() > deadline) throw new Error(`process ${one} does not end`);
      await delay(5);
    }
  };
  const kill = async (daemon: Daemon) => {
    const running = pid(daemon);
    if (alive(running)) process.kill(running, 'SIGKILL');
    await gone(running);
  };
  const unixctl = () => path.join(directory, `ovs-vswitchd.${pid()}.ctl`);
  const vsctl = (...args: string[]) => run('ovs-vsctl', `--db=unix:${database}`, '--timeout=30', ...args);
  const appctl = (...args: string[]) => run('ovs-appctl', '--timeout=30', '-t', unixctl(), ...args);
  const startDatabase = async () => {
    run('ovsdb-server', path.join(directory, 'conf.db'), `--remote=punix:${database}`, ...DAEMON);
  };
  const startVswitchd = async () => {
    const argv = [`--net=/run/netns/${netns}`, program, `unix:${database}`, ...DAEMON];
    const child = spawn('nsenter', argv, {
      env: environment,
      stdio: 'ignore',
      timeout: START_DEADLINE_MS,
    });
    const code = await new Promise((resolve) => child.on('exit', resolve).on('error', resolve));
    if (code !== 0) throw new Error(`ovs-vswitchd did not start (${code}): ${lastLines(directory)}`);
  };
  const endOne = async (daemon: Daemon) => {
    if (!existsSync(path.join(directory, `${daemon}.pid`)) || !alive(pid(daemon))) return;
    const running = pid(daemon);
    // Its devices are taken away only by itself.
    if (daemon === 'ovs-vswitchd') {
      spawnSync('ovs-appctl', ['--timeout=5', '-t', unixctl(), 'exit', '--cleanup'], { env: environment });
    } else process.kill(running, 'SIGTERM');
    await gone(running).catch(() => process.kill(running, 'SIGKILL'));
  };
  const end = async () => {
    try {
      await endOne('ovs-vswitchd');
      await endOne('ovsdb-server');
    } finally {
      spawnSync('ip', ['netns', 'del', netns]);
      rmSync(directory, { recursive: true, force: true });
      rmSync(`/run/dpdk/${netns}`, { recursive: true, force: true });
    }
  };

  try {
    run('ip', 'netns', 'add', netns);
    // Otherwise the kernel looks for IPv6 routers from time to time, and no moment is quiet.
    run('nsenter', `--net=/run/netns/${netns}`, 'sh', '-c', QUIET);
    run('ip', '-n', netns, 'link', 'set', 'lo', 'up');
    symlinkSync(options.dpdk ? DPDK : PLAIN, program);
    run('ovsdb-tool', 'create', path.join(directory, 'conf.db'), SCHEMA);
    await startDatabase();
    vsctl('--no-wait', 'init', '--', 'set', 'Open_vSwitch', '.', ...settings(options, netns));
    await startVswitchd();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    directory,
    netns,
    telemetry: `/run/dpdk/${netns}/dpdk_telemetry.v2`,
    database,
    unixctl,
    pid,
    vsctl,
    appctl,
    ofctl: (...args) => run('ovs-ofctl', '--timeout=30', ...args),
    inside: (name, ...args) => run('nsenter', `--net=/run/netns/${netns}`, name, ...args),
    kill,
    startVswitchd,
    startDatabase,
    stopVswitchd: async () => {
      const running = pid();
      appctl('exit');
      await gone(running);
    },
    end,
  };
}

const DAEMON = ['--pidfile', '--log-file', '-vconsole:off', '--no-chdir', '--detach'];

function settings({ dpdk = false, pmdMask = '0x2', memory = 128, otherConfig = [] }: SwitchOptions, prefix: string) {
  const eal = `--no-huge --legacy-mem -m ${memory} --no-pci --file-prefix=${prefix}`;
  const withDpdk = ['dpdk-init=true', `dpdk-extra="${eal}"`, 'dpdk-lcore-mask=0x1', 'pmd-maxsleep=500'];
  const pairs = [...(dpdk ? [...withDpdk, `pmd-cpu-mask=${pmdMask}`] : []), ...otherConfig];
  return ['external_ids:system-id=nst', ...pairs.map((pair) => `other_config:${pair}`)];
}

// 4711 (ovs-vswitchd) S 1 4711 4711 0 …
const RUNNING = /^\d+ \(ovs[^)]*\) [^ZX]/;

/** Process ids are used again: one that was read from a file may by now be somebody else's. */
function alive(pid: number): boolean {
  try {
    return RUNNING.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function lastLines(directory: string): string {
  const log = path.join(directory, 'ovs-vswitchd.log');
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-6).join('\n') : 'no log';
}
