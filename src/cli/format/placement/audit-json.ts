import type { GuestPlacement } from '../../../collectors/placement/audit/model.ts';
import { verdictOf } from './verdict.ts';
import type { PlacementView } from './view.ts';

/** The audit for a program: figures by NUMA node are objects, what is not known is null. */
export function auditJson({ audit: { nodes, guests, queues }, problems, devices }: PlacementView): unknown {
  return {
    nodes,
    guests: guests.map(guestJson),
    devices: devices.map(({ address, numaNode, physfn, driver, netdevs }) => ({
      address,
      node: numaNode ?? null,
      physfn: physfn ?? null,
      driver: driver ?? null,
      interfaces: netdevs,
    })),
    queues: queues.map(({ core, node, of, crossesNodes, ...rest }) => ({
      ...rest,
      core: core ?? null,
      node: node ?? null,
      of: of ?? null,
      crossesNodes: crossesNodes ?? null,
    })),
    problems,
  };
}

function guestJson(guest: GuestPlacement): unknown {
  const { name, uuid, pid, cpus, memory, devices, ports, nodes, findings, expected, deviations } = guest;
  return {
    name,
    uuid: uuid ?? null,
    pid,
    verdict: verdictOf(guest).text,
    nodes: nodes ?? null,
    cpus: cpus === undefined ? null : { ...cpus, byNode: Object.fromEntries(cpus.byNode) },
    memory:
      memory === undefined
        ? null
        : { nodes: memory.nodes, bytes: amounts(memory.bytes), hugepages: amounts(memory.hugepages) },
    devices: devices.map(({ address, node }) => ({ address, node: node ?? null })),
    ports: ports.map(({ socket, daemon, port, queues }) => ({
      socket,
      daemon: daemon ?? null,
      port: port ?? null,
      queues: queues.map(({ queue, core, node }) => ({ queue, core: core ?? null, node: node ?? null })),
    })),
    disagreements: findings,
    declared: expected ?? null,
    deviations: deviations ?? null,
  };
}

function amounts(bytes: ReadonlyMap<number, number> | undefined): Readonly<Record<string, number>> | null {
  return bytes === undefined ? null : Object.fromEntries(bytes);
}
