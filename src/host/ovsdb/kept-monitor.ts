import { HostError } from '../../core/errors.ts';
import type { Tables, TablesRequest } from '../host.ts';
import { inTime } from '../in-time.ts';
import { type Monitor, openMonitor } from './monitor.ts';

/** A monitor that is opened when somebody asks, and again while somebody watches. */
export type KeptMonitor = {
  readonly read: (signal: AbortSignal) => Promise<Tables>;
  readonly watch: (listener: () => void, signal: AbortSignal) => void;
  readonly close: () => void;
};

const OPENING_DEADLINE_MS = 5000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

export function keptMonitor(path: string, request: TablesRequest): KeptMonitor {
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let current: Monitor | undefined;
  let opening: Promise<Monitor> | undefined;
  let pause = FIRST_PAUSE_MS;
  let retry: NodeJS.Timeout | undefined;

  const announce = () => {
    for (const listener of listeners) listener();
  };
  const retryLater = () => {
    if (listeners.size === 0 || closing.signal.aborted || retry !== undefined) return;
    // Half of it at random, so that not every watcher of a host comes back at the same moment.
    retry = setTimeout(again, pause * (0.5 + Math.random() / 2)).unref();
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
  const again = () => {
    clearTimeout(retry);
    retry = undefined;
    // A failure is told to whoever reads; the next attempt is planned by then.
    opened().catch(() => undefined);
  };
  const open = async (): Promise<Monitor> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(OPENING_DEADLINE_MS)]);
    let monitor: Monitor | undefined;
    const ended = () => {
      const wasThere = current !== undefined && current === monitor;
      if (wasThere) current = undefined;
      retryLater();
      if (wasThere) announce();
    };
    try {
      monitor = await openMonitor(path, request, { changed: announce, ended }, signal);
      current = monitor;
      pause = FIRST_PAUSE_MS;
      announce();
      return monitor;
    } finally {
      opening = undefined;
    }
  };
  const opened = (): Promise<Monitor> => {
    if (current?.isGood()) return Promise.resolve(current);
    opening ??= open();
    return opening;
  };

  return {
    read: async (signal) => {
      const monitor = await inTime(path, opened(), signal);
      return await monitor.read(signal);
    },
    watch: (listener, signal) => {
      if (signal.aborted) return;
      // The same function may be given twice.
      const one = () => listener();
      listeners.add(one);
      signal.addEventListener('abort', () => listeners.delete(one), { once: true });
      again();
    },
    close: () => {
      closing.abort(new HostError('ended', path, 'closed'));
      clearTimeout(retry);
      current?.close();
    },
  };
}
