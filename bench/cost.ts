import { spentMs } from './cpu-with-children.ts';
import { spread } from './row.ts';

/** CPU time of one call, children's included, and its wall time, in milliseconds. */
export type Cost = { readonly cpu: number; readonly wall: number };

/** The average CPU time of one call, as that of children is told coarsely, and the middle wall time. */
export async function costOf(rounds: number, call: () => Promise<unknown>): Promise<Cost> {
  const walls: number[] = [];
  const before = spentMs();
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await call();
    walls.push(performance.now() - began);
  }
  return { cpu: (spentMs() - before) / rounds, wall: spread(walls).median };
}

export function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, { cpu, wall }) => ({ cpu: sum.cpu + cpu, wall: sum.wall + wall }), { cpu: 0, wall: 0 });
}

export type Measured = { readonly name: string; readonly rounds: number; readonly call: () => Promise<unknown> };

/** The middle cost of each, taken in turns so that all of them meet what else the machine does. */
export async function costsInTurns(turns: number, all: readonly Measured[]): Promise<ReadonlyMap<string, Cost>> {
  const costs = new Map<string, Cost[]>(all.map(({ name }) => [name, []]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { name, rounds, call } of all) costs.get(name)?.push(await costOf(rounds, call));
  }
  const middle = (values: readonly Cost[], of: keyof Cost) => spread(values.map((cost) => cost[of])).median;
  return new Map([...costs].map(([name, each]) => [name, { cpu: middle(each, 'cpu'), wall: middle(each, 'wall') }]));
}
