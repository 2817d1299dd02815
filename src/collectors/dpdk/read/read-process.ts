import type { Json } from '../../../core/json.ts';
import type { Host } from '../../../host/host.ts';
import { listOf } from '../parse/fields.ts';
import { type Heap, type Mempool, parseHeap, parseMempool } from '../parse/memory.ts';
import { type About, hugetlbBytes, type Parameters, parseAbout, parseParameters } from '../parse/process.ts';
import { askingOf } from './asking.ts';
import type { Socket } from './find-sockets.ts';
import { type PortReading, readPort } from './read-port.ts';

/** Everything read of one process at one time. */
export type Process = {
  readonly name: string;
  readonly about: About;
  readonly parameters: Parameters;
  /** Bytes in hugepages. */
  readonly hugetlb: number | undefined;
  readonly heaps: readonly Heap[];
  readonly mempools: readonly Mempool[];
  readonly ports: readonly PortReading[];
  /** Ports that are there and could not be read, as they were before. */
  readonly unread: readonly PortReading[];
  /** What could not be read of it. */
  readonly problems: readonly string[];
};

/**
 * Asks a process for everything. Rejects when it does not answer at all, or does not say which ports it has.
 * @param before what was read the last time: a process that still has the same id has still the same parameters
 */
export async function readProcess(
  host: Host,
  { process: name, path }: Socket,
  wantsExtended: boolean,
  before: Process | undefined,
  signal: AbortSignal,
): Promise<Process> {
  const asking = askingOf(host, path, signal);
  const about = await asking.parsed('/info', parseAbout);
  const earlier = before?.about.pid === about.pid ? before : undefined;
  const parameters = earlier?.parameters ?? (await asking.parsed('/eal/params', parseParameters));

  const ids = await asking.parsed('/ethdev/list', (command: string, answer: Json) => listOf(command, answer, 'number'));
  const known = new Map([...(earlier?.unread ?? []), ...(earlier?.ports ?? [])].map((port) => [port.id, port]));
  const ports: PortReading[] = [];
  const unread: PortReading[] = [];
  for (const id of ids) {
    const answer = await asking.attempt(readPort(asking, id, wantsExtended));
    const last = known.get(id);
    if (answer === undefined && last !== undefined) unread.push(last);
    else if (answer !== undefined && answer !== 'gone') ports.push(answer);
  }
  const heaps = await asking.listed('/eal/heap_list', 'number', '/eal/heap_info', parseHeap);
  const mempools = await asking.listed('/mempool/list', 'string', '/mempool/info', parseMempool);
  const hugetlb = await asking.attempt(readHugetlb(host, about, parameters, signal));
  return { name, about, parameters, hugetlb, heaps, mempools, ports, unread, problems: asking.problems };
}

async function readHugetlb(host: Host, { pid }: About, { application }: Parameters, signal: AbortSignal) {
  const file = `/proc/${pid}/status`;
  return hugetlbBytes(file, await host.readText(file, signal), application);
}
