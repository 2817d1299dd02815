import { formatByteSize } from '../../../core/byte-size.ts';
import type { Finding, GuestPlacement } from './model.ts';

type Parts = Pick<GuestPlacement, 'cpus' | 'memory' | 'devices' | 'ports'>;

/** Where the parts of a guest are not on the same node, in words. */
export function findingsOf(parts: Parts): readonly Finding[] {
  return [...cpuFindings(parts), ...memoryFindings(parts), ...deviceFindings(parts), ...queueFindings(parts)];
}

function cpuFindings({ cpus }: Parts): readonly Finding[] {
  if (cpus === undefined || cpus.nodes.length < 2) return [];
  if (cpus.isOfProcess) {
    const text = `its threads may run on ${nodesText(cpus.nodes)}; which of them are CPUs is not known (QEMU's debug-threads is off, or it is still starting)`;
    return [{ kind: 'cpu', text }];
  }
  if (cpus.floating === 0) return [];
  const pinned = [...cpus.byNode.values()].reduce((sum, count) => sum + count, 0);
  const which = pinned === 0 ? 'its CPUs' : `${cpus.floating} of its ${cpus.floating + pinned} CPUs`;
  return [{ kind: 'cpu', text: `${which} may run on ${nodesText(cpus.nodes)}` }];
}

function memoryFindings({ cpus, memory }: Parts): readonly Finding[] {
  if (cpus === undefined || memory === undefined) return [];
  return memory.nodes
    .filter((node) => !cpus.nodes.includes(node))
    .map((node) => {
      const bytes = memory.bytes?.get(node);
      const size = bytes === undefined ? '' : ` (${formatByteSize(bytes)})`;
      return { kind: 'memory', text: `memory on node ${node}${size}, CPUs on ${nodesText(cpus.nodes)}` };
    });
}

function deviceFindings({ cpus, devices }: Parts): readonly Finding[] {
  if (cpus === undefined) return [];
  return devices.flatMap(({ address, node }): readonly Finding[] =>
    node === undefined || cpus.nodes.includes(node)
      ? []
      : [{ kind: 'device', text: `${address} on node ${node}, CPUs on ${nodesText(cpus.nodes)}` }],
  );
}

function queueFindings({ ports }: Parts): readonly Finding[] {
  return ports.flatMap(({ queues }) =>
    queues.flatMap(({ port, queue, core, node, behindNodes, crossesNodes }): readonly Finding[] =>
      crossesNodes === true
        ? [
            {
              kind: 'queue',
              text: `queue ${port}/${queue} is polled on node ${node} (core ${core}), memory on ${nodesText(behindNodes)}`,
            },
          ]
        : [],
    ),
  );
}

/** `node 0`, `nodes 0 and 1`, `nodes 0, 2 and 4`. */
export function nodesText(nodes: readonly number[]): string {
  if (nodes.length === 1) return `node ${nodes[0]}`;
  return `nodes ${nodes.slice(0, -1).join(', ')} and ${nodes.at(-1)}`;
}
