import fs from 'node:fs';
import { createBounded } from './bounded.ts';
import { beginChecks } from './checks/begin-checks.ts';
import { dumpOf } from './dump/dump.ts';
import { createFacts } from './facts.ts';
import type { Hands } from './hands.ts';
import type { Host, KernelLogRecord, LinkNotice } from './host.ts';
import { inTime } from './in-time.ts';
import { createCalls } from './json-rpc/calls.ts';
import { followKernelLog, lastRecordTime } from './kernel-log.ts';
import { monitorCommand, monitorLinks } from './link-monitor.ts';
import type { NamespaceSelection } from './namespace-list.ts';
import { createNamespaces } from './namespaces.ts';
import { createNeighbours } from './neighbours/neighbours.ts';
import { flowTables } from './openflow/flow-tables.ts';
import { createDatabases } from './ovsdb/databases.ts';
import { readText } from './read-file.ts';
import { realHands } from './real-hands.ts';
import { runCommand } from './run-command.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { askTextSocket } from './text-socket/ask.ts';

export type RealHostOptions = {
  readonly namespaces: NamespaceSelection;
  /** The longest that one file is waited for. */
  readonly readDeadlineMs: number;
};

export const defaultRealHostOptions: RealHostOptions = {
  namespaces: { include: ['*'], exclude: [], processes: false, limit: 256 },
  readDeadlineMs: 1000,
};

/** The machine itself. */
export type RealHost = Host & {
  readonly hands: Hands;
  /** Reads that were given up and have not returned. They keep the process from ending by itself. */
  readonly hungReads: () => number;
  /** Ends every process that was started and every connection that is kept. */
  readonly close: () => void;
};

/** Of the threads that read files (libuv's pool has four unless UV_THREADPOOL_SIZE says more), one stays free at least. */
function mayHang(): number {
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  return Math.max(1, (Number.isInteger(threads) ? threads : 4) - 1);
}

export function realHost(options: RealHostOptions = defaultRealHostOptions): RealHost {
  const bounded = createBounded(options.readDeadlineMs, mayHang());
  const closing = new AbortController();
  const linkListeners = new Set<(notice: LinkNotice) => void>();
  const announce = (notice: LinkNotice) => {
    for (const listener of linkListeners) listener(notice);
  };
  let monitoring = false;
  const facts = createFacts();
  const calls = createCalls();
  const databases = createDatabases();
  const telemetry = createTelemetry();
  const neighbours = createNeighbours();

  const own: Host = {
    netns: '',
    readText: (path, signal) => readText(bounded, path, signal),
    list: async (path, signal) => (await bounded.run<string[]>(path, signal, (done) => fs.readdir(path, done))).sort(),
    readLink: (path, signal) => bounded.run<string>(path, signal, (done) => fs.readlink(path, 'utf8', done)),
    run: runCommand,
    namespaces: async () => await namespaces.list(),
    facts: async (signal) => await inTime('systeminformation', facts(), signal),
    watchLinks: (listener, signal) => {
      subscribe(linkListeners, listener, signal);
      if (monitoring) return;
      monitoring = true;
      monitorLinks('', monitorCommand([]), announce, closing.signal);
    },
    watchKernelLog: (listener, signal) => {
      void watchLog(listener, AbortSignal.any([signal, closing.signal]));
    },
    call: calls.call,
    tables: databases.tables,
    watchTables: databases.watchTables,
    telemetry: telemetry.ask,
    flowTables,
    ask: askTextSocket,
    dump: dumpOf,
    checks: (plan, listener, signal) => beginChecks(plan, listener, AbortSignal.any([signal, closing.signal])),
    probeNeighbour: (probe, signal) => neighbours.ask('', probe, signal),
  };

  const inode = async (path: string, signal: AbortSignal): Promise<string> => {
    const about = await bounded.run<fs.BigIntStats>(path, signal, (done) => fs.stat(path, { bigint: true }, done));
    return about.ino.toString();
  };
  const namespaces = createNamespaces(own, neighbours, { ...own, inode }, options.namespaces, announce);

  return {
    ...own,
    hands: realHands(own, bounded, namespaces.pathIn),
    hungReads: bounded.hung,
    close: () => {
      closing.abort();
      namespaces.close();
      calls.close();
      databases.close();
      telemetry.close();
      neighbours.close();
    },
  };
}

function subscribe<T>(listeners: Set<(message: T) => void>, listener: (message: T) => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}

/** Without dmesg, or the right to read the log, there is nothing to follow. */
async function watchLog(listener: (record: KernelLogRecord) => void, signal: AbortSignal): Promise<void> {
  const already = await runCommand(['dmesg', '--raw'], signal).catch(() => undefined);
  if (already !== undefined) followKernelLog(lastRecordTime(already), listener, signal);
}
