import type { States } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Reader } from '../collector.ts';
import { familiesOf } from './metrics.ts';
import { readAll } from './reading.ts';
import type { IpvsSettings } from './settings.ts';
import { statesOfReading } from './states.ts';

/** IPVS at work. The kernel announces no change of its table: it is read at the interval. */
export function startIpvs(host: Host, settings: IpvsSettings): Reader {
  let states: States = new Map();
  return {
    collect: async ({ signal }) => {
      const reading = await readAll(host, signal);
      signal.throwIfAborted();
      if (reading === undefined) {
        states = new Map();
        return { outcome: 'absent', problems: [], states, families: () => [] };
      }
      const { namespaces, problems } = reading;
      if (namespaces.length === 0) throw new Error(problems.map(({ message }) => message).join('; '));
      states = statesOfReading(reading, states);
      return {
        outcome: problems.length === 0 ? 'ok' : 'partial',
        problems,
        states,
        families: () => familiesOf(namespaces, settings),
      };
    },
  };
}
