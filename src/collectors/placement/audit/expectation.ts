import { matchesGlob } from 'node:path';
import type { Expectation } from '../settings.ts';
import { nodesText } from './findings.ts';
import type { GuestPlacement } from './model.ts';

/** What is declared for a guest: its own name, or else the first pattern that fits. */
export function expectationFor(name: string, declared: Readonly<Record<string, Expectation>>): Expectation | undefined {
  if (Object.hasOwn(declared, name)) return declared[name];
  return Object.entries(declared).find(([pattern]) => matchesGlob(name, pattern))?.[1];
}

/** In words, what is not as declared; `undefined` when nothing is declared or not all is known. */
export function deviationsOf(
  expected: Expectation | undefined,
  { nodes, cpus, memory, devices, ports }: Pick<GuestPlacement, 'nodes' | 'cpus' | 'memory' | 'devices' | 'ports'>,
): readonly string[] | undefined {
  if (expected === undefined || nodes === undefined || nodes.length === 0) return undefined;
  if (expected === 'cross') return nodes.length > 1 ? [] : [`all of it is on ${nodesText(nodes)}`];
  const elsewhere = (all: readonly number[] = []) => all.filter((node) => !expected.includes(node));
  const told = (what: string, found: readonly number[]) => (found.length === 0 ? [] : [`${what} ${nodesText(found)}`]);
  const queues = ports.flatMap((port) => port.queues);
  return [
    ...told(cpus !== undefined && cpus.floating > 0 ? 'CPUs may run on' : 'CPUs on', elsewhere(cpus?.nodes)),
    ...told('memory on', elsewhere(memory?.nodes)),
    ...devices.flatMap(({ address, node }) => (node === undefined ? [] : told(`${address} on`, elsewhere([node])))),
    ...queues.flatMap(({ port, queue, node }) =>
      node === undefined ? [] : told(`queue ${port}/${queue} polled on`, elsewhere([node])),
    ),
  ];
}
