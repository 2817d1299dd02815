import { GUEST_PORT, type SwitchPort, type SwitchReading } from '../read/switches.ts';
import type { QueuePlacement } from './model.ts';

/** A guest at the other end of a port. */
export type PortOwner = { readonly name: string; readonly memoryNodes: readonly number[] };

/**
 * Where each receive queue is polled, and what is behind it.
 * @param owners guests by the socket of their port
 */
export function placeQueues(
  switches: readonly SwitchReading[],
  owners: ReadonlyMap<string, PortOwner>,
): readonly QueuePlacement[] {
  return switches.flatMap(({ daemon, polled, ports }) =>
    polled.flatMap(({ thread: { core, node }, queues }) =>
      queues.map(({ port, queue }): QueuePlacement => {
        const behind = whatIsBehind(ports.get(port), owners);
        return { daemon, port, queue, core, node, ...behind, crossesNodes: isCrossing(node, behind.behindNodes) };
      }),
    ),
  );
}

function whatIsBehind(
  port: SwitchPort | undefined,
  owners: ReadonlyMap<string, PortOwner>,
): Pick<QueuePlacement, 'behind' | 'of' | 'behindNodes'> {
  const node = port?.node === undefined ? [] : [port.node];
  if (port !== undefined && GUEST_PORT.test(port.type)) {
    const owner = port.socket === undefined ? undefined : owners.get(socketPath(port.socket));
    const known = owner === undefined || owner.memoryNodes.length === 0 ? node : owner.memoryNodes;
    return { behind: 'guest', of: owner?.name, behindNodes: known };
  }
  if (port?.address !== undefined) return { behind: 'card', of: port.address, behindNodes: node };
  return { behind: 'other', of: undefined, behindNodes: [] };
}

/** A socket by its path, whichever of the two ways to the run directory it has. */
export function socketPath(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}

function isCrossing(node: number | undefined, behind: readonly number[]): boolean | undefined {
  return node === undefined || behind.length === 0 ? undefined : !behind.includes(node);
}
