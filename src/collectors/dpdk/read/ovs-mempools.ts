import { messageOf } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { askIfThere } from '../../../ovs/ask.ts';
import { findDaemons, type RunDirectories } from '../../../ovs/daemons.ts';
import { parseMempoolDump } from '../parse/memory.ts';
import type { Process } from './read-process.ts';

const COMMAND = ['netdev-dpdk/get-mempool-info'] as const;

/**
 * Adds how full the pools of an ovs-vswitchd are where its telemetry does not say so: it prints that over its control
 * socket. Nothing is added when there is no such daemon.
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
  try {
    const available = await availableObjects(host, settings, about.pid, signal);
    return {
      ...process,
      mempools: mempools.map((pool) => ({ ...pool, available: pool.available ?? available.get(pool.name) })),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { ...process, problems: [...process.problems, messageOf(error)] };
  }
}

async function availableObjects(
  host: Host,
  settings: RunDirectories,
  pid: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const daemons = await findDaemons(host, settings, signal);
  const daemon = daemons.find((one) => one.kind === 'vswitchd' && one.pid === pid);
  const printed = daemon === undefined ? undefined : await askIfThere(host, daemon, COMMAND, signal);
  return printed === undefined ? new Map() : parseMempoolDump(printed.command, printed.text);
}
