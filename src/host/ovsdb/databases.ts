import type { Host, TablesRequest } from '../host.ts';
import { type KeptMonitor, keptMonitor } from './kept-monitor.ts';

/** `Host.tables` and `Host.watchTables`, with one monitor for each socket and request. */
export type Databases = Pick<Host, 'tables' | 'watchTables'> & { readonly close: () => void };

export function createDatabases(): Databases {
  const monitors = new Map<string, KeptMonitor>();
  const monitorOf = (path: string, request: TablesRequest): KeptMonitor => {
    const key = JSON.stringify([path, request]);
    const kept = monitors.get(key) ?? keptMonitor(path, request);
    monitors.set(key, kept);
    return kept;
  };
  return {
    tables: (path, request, signal) => monitorOf(path, request).read(signal),
    watchTables: (path, request, listener, signal) => monitorOf(path, request).watch(listener, signal),
    close: () => {
      for (const monitor of monitors.values()) monitor.close();
      monitors.clear();
    },
  };
}
