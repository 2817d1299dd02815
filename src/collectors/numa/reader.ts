import type { Problem } from '../../core/snapshot.ts';
import type { States } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import { readNumaNodes } from '../../topology/numa-nodes.ts';
import type { Reader } from '../collector.ts';
import { attempts } from './read/attempt.ts';
import { readCpus } from './read/read-cpus.ts';
import { readDevices } from './read/read-devices.ts';
import { readNode } from './read/read-node.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfReading } from './tell/states.ts';

/** Reads the nodes at each poll; which they are has to be known, the rest may be missing in parts. */
export function startNuma(host: Host): Reader {
  let states: States = new Map();
  return {
    collect: async ({ signal }) => {
      const found = await readNumaNodes(host, signal);
      if (found === undefined) return { outcome: 'absent', problems: [], states: new Map(), families: () => [] };
      const problems: Problem[] = [];
      const attempt = attempts(problems);
      const online = found.map(({ node }) => node);
      const [nodes, cpus, devices] = await Promise.all([
        Promise.all(found.map((node) => readNode(host, node, online, attempt, signal))),
        readCpus(host, attempt, signal),
        readDevices(host, problems, signal),
      ]);
      signal.throwIfAborted();
      const reading = { nodes, cpus, devices };
      states = statesOfReading(reading, states);
      return {
        outcome: problems.length === 0 ? 'ok' : 'partial',
        problems,
        states,
        families: () => familiesOf(reading),
      };
    },
  };
}
