import type { Host } from '../../../host/host.ts';
import { askIfThere } from '../../../ovs/ask.ts';
import { findDaemons, type RunDirectories } from '../../../ovs/daemons.ts';
import { parseMempoolDump } from '../parse/memory.ts';
import type { Process } from './read-process.ts';

const COMMAND = ['netdev-dpdk/get-mempool-info'] as const;

/**
 * Adds how full the pools of an ovs-vswitchd are where its telemetry does not say so: it prints that over its control
 * socket. Nothing is added when there is no such daemon or it does not answer.
 */
export async function withMempoolsOfSwitch(
  host: Host,
  settings: RunDirectories,
  process: Process,
  signal: AbortSignal,
): Promise<Process> {
  const { mempools, about, parameters } = process;
  if (parameters.application !== 'ovs-vswitchd' || mempools.every(({ available }) => available !== undefined)) {
    return process;
  }
  const daemons = await findDaemons(host, settings, signal).catch(() => []);
  const daemon = daemons.find(({ kind, pid }) => kind === 'vswitchd' && pid === about.pid);
  if (daemon === undefined) return process;
  try {
    const printed = await askIfThere(host, daemon, COMMAND, signal);
    const available = printed === undefined ? new Map() : parseMempoolDump(printed.command, printed.text);
    return {
      ...process,
      mempools: mempools.map((pool) => ({ ...pool, available: pool.available ?? available.get(pool.name) })),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { ...process, problems: [...process.problems, String(error)] };
  }
}
