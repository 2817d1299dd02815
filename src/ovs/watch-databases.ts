import type { Host, LinkNotice, TablesRequest } from '../host/host.ts';
import type { Switch } from './switches.ts';

/** Asks for a reading whenever one of the databases that were found changes. */
export type DatabaseWatch = {
  /** As a collector's `watch`. */
  readonly watch: (listener: { readonly changed: (notice: LinkNotice) => void }, signal: AbortSignal) => void;
  /** Watches the databases of these switches too, each once, from then on. */
  readonly follow: (switches: readonly Switch[]) => void;
};

/** @param requests the tables whose changes count */
export function watchDatabases(host: Host, requests: readonly TablesRequest[]): DatabaseWatch {
  const followed = new Set<string>();
  let begin: ((database: string) => void) | undefined;
  return {
    watch: (listener, signal) => {
      begin = (database) => {
        for (const request of requests) {
          host.watchTables(database, request, () => listener.changed({ netns: '' }), signal);
        }
      };
      signal.addEventListener(
        'abort',
        () => {
          begin = undefined;
        },
        { once: true },
      );
    },
    follow: (switches) => {
      for (const { database } of switches) {
        if (begin === undefined || followed.has(database)) continue;
        followed.add(database);
        begin(database);
      }
    },
  };
}
