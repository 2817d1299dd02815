import { isAbsent } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import type { Host } from '../../../host/host.ts';
import { NODES, type NumaNode } from '../../../topology/numa-nodes.ts';
import { parseDistances } from '../parse/distances.ts';
import { parseNodeMeminfo } from '../parse/meminfo.ts';
import { parseNumastat } from '../parse/numastat.ts';
import { pageSizeOf } from '../parse/page-size.ts';
import type { Hugepages, NodeReading } from '../reading.ts';
import type { Attempt } from './attempt.ts';

/** Reads what belongs to one node. @param online the numbers of all nodes */
export async function readNode(
  host: Host,
  { node, cpus }: NumaNode,
  online: readonly number[],
  attempt: Attempt,
  signal: AbortSignal,
): Promise<NodeReading> {
  const subject = `node ${node}`;
  const read = <T>(name: string, parse: (text: string, file: string) => T) => {
    const file = `${NODES}/node${node}/${name}`;
    return attempt(
      subject,
      host.readText(file, signal).then((text) => parse(text, file)),
    );
  };
  const [memory, allocations, distances, hugepages] = await Promise.all([
    read('meminfo', parseNodeMeminfo),
    read('numastat', parseNumastat),
    read('distance', (text, file) => parseDistances(text, online, file)),
    attempt(subject, readHugepages(host, node, attempt, signal)),
  ]);
  return { node, cpus, memory, allocations, distances, hugepages };
}

async function readHugepages(
  host: Host,
  node: number,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<readonly Hugepages[]> {
  const directory = `${NODES}/node${node}/hugepages`;
  const names = await namesIn(host, directory, signal);
  const sizes = names.flatMap((name) => {
    const size = pageSizeOf(name);
    return size === undefined ? [] : [{ name, size }];
  });
  return await Promise.all(
    sizes
      .sort((a, b) => a.size - b.size)
      .map(async ({ name, size }) => {
        const count = (what: string) => {
          const file = `${directory}/${name}/${what}`;
          return attempt(
            `node ${node}`,
            host.readText(file, signal).then((text) => integer(text.trim(), { file, line: 1 }, 'a number of pages')),
          );
        };
        const [total, free, surplus] = await Promise.all([
          count('nr_hugepages'),
          count('free_hugepages'),
          count('surplus_hugepages'),
        ]);
        return { size, total, free, surplus };
      }),
  );
}

/** A node without memory has no such directory. */
async function namesIn(host: Host, directory: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await host.list(directory, signal);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
