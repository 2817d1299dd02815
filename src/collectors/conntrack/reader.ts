import type { States } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Reader } from '../collector.ts';
import { createEntrySize } from './entry-size.ts';
import { familiesOf } from './metrics.ts';
import { createNamespaceTables } from './namespaces.ts';
import { readAll, type Sources } from './reading.ts';
import type { ConntrackSettings } from './settings.ts';
import { statesOfReading } from './states.ts';
import { createTimeouts } from './timeouts.ts';
import { watchFullTables } from './watch-full-tables.ts';

/** Connection tracking at work. Every reading is one of everything: it is small, and notifications name no part of it. */
export function startConntrack(host: Host, settings: ConntrackSettings): Reader {
  const sources: Sources = {
    host,
    namespaces: createNamespaceTables(host),
    entrySize: createEntrySize(host),
    timeouts: createTimeouts(host, settings.timeouts),
  };
  let states: States = new Map();
  return {
    collect: async ({ signal }) => {
      const reading = await readAll(sources, signal);
      states = reading === undefined ? new Map() : statesOfReading(reading, states);
      if (reading === undefined) return { outcome: 'absent', problems: [], states, families: () => [] };
      const { problems } = reading;
      return {
        outcome: problems.length === 0 ? 'ok' : 'partial',
        problems,
        states,
        families: () => familiesOf(reading, settings),
      };
    },
    watch: (listener, signal) => watchFullTables(host, listener, signal),
  };
}
