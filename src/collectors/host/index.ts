import { z } from 'zod';
import { isAbsent } from '../../core/errors.ts';
import { type State, statesOf } from '../../core/state.ts';
import type { Host, HostFacts } from '../../host/host.ts';
import { defineCollector, type Reader } from '../collector.ts';
import { familiesOfFacts, hostMetrics } from './metrics.ts';
import { hostKind, stateOfFacts } from './states.ts';

export const collector = defineCollector({
  name: 'host',
  help: 'The machine itself: operating system, kernel, CPUs, memory, load and uptime.',
  sources: [
    'systeminformation (/proc/meminfo, /etc/os-release, lscpu, /sys/devices/virtual/dmi)',
    '/proc/loadavg',
    '/proc/uptime',
  ],
  settings: z.strictObject({}),
  metrics: Object.values(hostMetrics),
  outlivesBoot: true,
  kinds: [hostKind],
  occurrences: [],
  start: startHost,
});

function startHost(host: Host): Reader {
  let state: State | undefined;
  return {
    collect: async ({ signal }) => {
      const facts = await factsOf(host, signal);
      if (facts === undefined) return { outcome: 'absent', problems: [], states: new Map(), families: () => [] };
      state = stateOfFacts(facts, state);
      return { outcome: 'ok', problems: [], states: statesOf([state]), families: () => familiesOfFacts(facts) };
    },
  };
}

/** `undefined` where there are none: a recording of other things. */
async function factsOf(host: Host, signal: AbortSignal): Promise<HostFacts | undefined> {
  try {
    return await host.facts(signal);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
