import { HostError, isAbsent, ParseError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';

/** A daemon of Open vSwitch as its run directory tells of it. Whether it lives is told by whether its socket answers. */
export type OvsDaemon = {
  readonly kind: 'vswitchd' | 'ovsdb';
  /**
   * Tells several switches of a host apart, as the label `daemon`: empty in the first run directory, otherwise the
   * run directory's path. A switch and its database have the same name.
   */
  readonly name: string;
  readonly runDirectory: string;
  /** As its pid file says: in the daemon's own pid namespace. */
  readonly pid: number;
  /** The socket for `Host.call`. */
  readonly unixctl: string;
  /** The socket for `Host.tables`: that of the database in the same run directory, whichever kind this is. */
  readonly database: string;
};

export type RunDirectories = {
  /** Empty: where the daemons themselves look, OVS_RUNDIR or else /run/openvswitch. */
  readonly run_directories: readonly string[];
};

const USUAL = '/run/openvswitch';
const PROGRAMS = [
  ['vswitchd', 'ovs-vswitchd'],
  ['ovsdb', 'ovsdb-server'],
] as const;

/**
 * Finds the daemons by their pid files and sockets, as ovs-appctl(8) does. A host without Open vSwitch gives none, at
 * the price of one failed listing. A daemon that was killed is still found, one that was stopped is not.
 * @param environment where OVS_RUNDIR is looked for
 */
export async function findDaemons(
  host: Host,
  settings: RunDirectories,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly OvsDaemon[]> {
  const configured = settings.run_directories;
  const directories = configured.length > 0 ? configured : [environment.OVS_RUNDIR || USUAL];
  const searches = searchesOf(host);
  const key = directories.join('\0');
  const earlier = searches.get(key);
  if (earlier !== undefined) {
    // One that fails may have been given up by whoever asked for it: then this one is made.
    const shared = await earlier.catch(() => undefined);
    if (shared !== undefined) return shared;
  }
  const found = search(host, directories, signal);
  searches.set(key, found);
  try {
    return await found;
  } finally {
    if (searches.get(key) === found) searches.delete(key);
  }
}

async function search(host: Host, directories: readonly string[], signal: AbortSignal): Promise<readonly OvsDaemon[]> {
  const found = await Promise.all(
    directories.map((directory, index) => daemonsIn(host, directory, index === 0 ? '' : directory, signal)),
  );
  return found.flat();
}

/** Searches that are going on: collectors that poll at the same moment share one. */
const searchesByHost = new WeakMap<Host, Map<string, Promise<readonly OvsDaemon[]>>>();

function searchesOf(host: Host): Map<string, Promise<readonly OvsDaemon[]>> {
  const known = searchesByHost.get(host) ?? new Map<string, Promise<readonly OvsDaemon[]>>();
  searchesByHost.set(host, known);
  return known;
}

async function daemonsIn(
  host: Host,
  runDirectory: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly OvsDaemon[]> {
  const names = await namesIn(host, runDirectory, signal);
  const daemons: OvsDaemon[] = [];
  for (const [kind, program] of PROGRAMS) {
    const file = `${program}.pid`;
    // A socket alone says nothing: that of a killed daemon stays for ever.
    const pid = names.includes(file) ? await pidIn(host, `${runDirectory}/${file}`, signal) : undefined;
    if (pid === undefined) continue;
    const unixctl = `${runDirectory}/${controlSocket(program, pid, names)}`;
    daemons.push({ kind, name, runDirectory, pid, unixctl, database: `${runDirectory}/db.sock` });
  }
  return daemons;
}

async function namesIn(host: Host, directory: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await host.list(directory, signal);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw explained(error, directory);
  }
}

/** `undefined` when the daemon took its file away meanwhile. */
async function pidIn(host: Host, file: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const text = await host.readText(file, signal);
    const pid = Number(text.trim());
    if (Number.isInteger(pid) && pid > 0) return pid;
    throw new ParseError(file, 1, 'a process id', text);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw explained(error, file);
  }
}

function explained(error: unknown, target: string): unknown {
  if (!(error instanceof HostError) || error.kind !== 'denied') return error;
  const missing =
    'may not be read: it takes the group that owns the run directory (openvswitch in most distributions) or CAP_DAC_OVERRIDE';
  return new HostError('denied', target, missing, { cause: error });
}

/** `ovs-vswitchd.4711.ctl` by default; with `--unixctl` it may be `ovs-vswitchd.ctl` or `vswitchd.ctl`. */
function controlSocket(program: string, pid: number, names: readonly string[]): string {
  const usual = `${program}.${pid}.ctl`;
  const others = [`${program}.ctl`, `${program.replace('ovs-', '')}.ctl`];
  return [usual, ...others].find((name) => names.includes(name)) ?? usual;
}
