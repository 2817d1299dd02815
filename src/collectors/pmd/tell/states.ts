import type { State } from '../../../core/state.ts';
import type { Placement, Pmd, Port, Reading } from '../reading.ts';
import { balancingKind, pmdKind, portKind, queueKind } from './kinds.ts';

/** What is true of PMDs, queues and ports now. Null where it is not known. */
export function statesOfReading({ pmds, placements, ports, balancing }: Reading): readonly State[] {
  const nodes = new Map(ports.map(({ name, node }) => [name, node]));
  return [
    ...pmds.map(pmdState),
    ...placements.map((placement) => queueState(placement, nodes.get(placement.port))),
    ...ports.map(portState),
    ...(balancing === undefined
      ? []
      : [
          {
            kind: balancingKind.kind,
            subject: 'pmds',
            fields: { enabled: balancing.enabled, assignment: balancing.assignment },
          },
        ]),
  ];
}

function pmdState({ core, node, queues, isolated, cpuIsolated, load }: Pmd): State {
  return {
    kind: pmdKind.kind,
    subject: `core ${core}`,
    fields: {
      node: node ?? null,
      has_queues: queues === undefined ? null : queues.length > 0,
      isolated: isolated ?? null,
      cpu_isolated: cpuIsolated ?? null,
      overloaded: load.overloaded,
    },
  };
}

function queueState({ port, queue, pmd, enabled, crossesNodes }: Placement, cardNode: number | undefined): State {
  return {
    kind: queueKind.kind,
    subject: `${port}/${queue}`,
    fields: {
      core: pmd?.core ?? null,
      node: pmd?.node ?? null,
      cardNode: cardNode ?? null,
      crosses_nodes: crossesNodes ?? null,
      enabled: enabled ?? null,
    },
  };
}

function portState({ name, type, node, queues, requestedQueues }: Port): State {
  const isKnown = queues !== undefined && requestedQueues !== undefined;
  return {
    kind: portKind.kind,
    subject: name,
    fields: {
      type,
      node: node ?? null,
      queues: queues ?? null,
      requestedQueues: requestedQueues ?? null,
      has_fewer_queues: isKnown ? queues < requestedQueues : null,
    },
  };
}
