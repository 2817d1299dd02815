import type { Host } from '../host/host.ts';
import { findDaemons, type OvsDaemon, type RunDirectories } from './daemons.ts';

// /run/openvswitch-b
const RUN_DIRECTORY = /^(?:\/[\w.@+:-]+)+$/;
const UPWARDS = /\/\.\.?(?:\/|$)/;
const LONGEST = 200;

/**
 * What the label `daemon` of a figure of Open vSwitch may be: empty (or not there) for the host's only or default switch,
 * otherwise its run directory. Gives why it is none of these, which never repeats what stood there.
 */
export function daemonLabel(labels: ReadonlyMap<string, string>): string | { readonly refused: string } {
  const daemon = labels.get('daemon') ?? '';
  const isPath = daemon.length <= LONGEST && RUN_DIRECTORY.test(daemon) && !UPWARDS.test(daemon);
  if (daemon === '' || isPath) return daemon;
  return { refused: 'the label daemon is no run directory: expected a path such as /run/openvswitch, or nothing' };
}

/** The running ovs-vswitchd that the label means, or `undefined` when the host has none of this name. */
export async function findSwitchd(
  host: Host,
  settings: RunDirectories,
  daemon: string,
  signal: AbortSignal,
): Promise<OvsDaemon | undefined> {
  const found = await findDaemons(host, settings, signal);
  return found.find(({ kind, name }) => kind === 'vswitchd' && name === daemon);
}
