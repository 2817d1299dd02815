import type { Placement, Pmd, Port } from '../reading.ts';

/** Where each receive queue is polled: those that PMDs tell of, and those that a port has and no PMD tells of. */
export function placementsOf(pmds: readonly Pmd[], ports: readonly Port[]): readonly Placement[] {
  const byName = new Map(ports.map((port) => [port.name, port]));
  const placements = new Map<string, Placement>();
  for (const pmd of pmds) {
    for (const { port, queue, enabled } of pmd.queues ?? []) {
      const crossesNodes = isCrossing(byName.get(port)?.node, pmd.node);
      placements.set(`${port}/${queue}`, { port, queue, pmd, enabled, crossesNodes });
    }
  }
  const isComplete = pmds.every(({ queues }) => queues !== undefined);
  for (const { name, queues = 0 } of isComplete ? ports : []) {
    for (let queue = 0; queue < queues; queue += 1) {
      const key = `${name}/${queue}`;
      if (placements.has(key)) continue;
      placements.set(key, { port: name, queue, pmd: undefined, enabled: undefined, crossesNodes: undefined });
    }
  }
  return [...placements.values()];
}

function isCrossing(card: number | undefined, pmd: number | undefined): boolean | undefined {
  return card === undefined || pmd === undefined ? undefined : card !== pmd;
}
