import { messageOf } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { Host } from '../../../host/host.ts';
import { listOf } from '../parse/fields.ts';
import { type Heap, type Mempool, parseHeap, parseMempool } from '../parse/memory.ts';
import {
  type Link,
  type Port,
  type PortCounters,
  parseCounters,
  parseExtended,
  parseLink,
  parsePort,
} from '../parse/port.ts';
import { type About, hugetlbBytes, type Parameters, parseAbout, parseParameters } from '../parse/process.ts';
import type { Socket } from './find-sockets.ts';

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
  /** What could not be read of it. */
  readonly problems: readonly string[];
};

export type PortReading = Port & {
  readonly link: Link;
  readonly counters: PortCounters;
  readonly extended: ReadonlyMap<string, number>;
};

/** A device may go between the listing and the question. */
const GONE = null;

/**
 * Asks a process for everything. Rejects when it does not answer at all.
 * @param before what was read the last time: a process that still has the same id has still the same parameters
 */
export async function readProcess(
  host: Host,
  { process: name, path }: Socket,
  wantsExtended: boolean,
  before: Process | undefined,
  signal: AbortSignal,
): Promise<Process> {
  const problems: string[] = [];
  const ask = (command: string) => host.telemetry(path, command, signal);
  const parsed = async <T>(command: string, parse: (command: string, answer: Json) => T): Promise<T> =>
    parse(command, await ask(command));
  const each = async <Key, T>(keys: readonly Key[], read: (key: Key) => Promise<T | undefined>): Promise<T[]> => {
    const all = await Promise.all(
      keys.map(async (key) => {
        try {
          return await read(key);
        } catch (error) {
          signal.throwIfAborted();
          problems.push(messageOf(error));
          return undefined;
        }
      }),
    );
    return all.filter((one) => one !== undefined);
  };
  const list = <T extends 'number' | 'string'>(command: string, type: T) =>
    parsed(command, (asked, answer) => listOf(asked, answer, type));

  const about = await parsed('/info', parseAbout);
  const isSame = before?.about.pid === about.pid;
  const parameters = isSame ? before.parameters : await parsed('/eal/params', parseParameters);
  const readPort = async (id: number): Promise<PortReading | undefined> => {
    const [info, link, counters, extended] = await Promise.all([
      ask(`/ethdev/info,${id}`),
      ask(`/ethdev/link_status,${id}`),
      ask(`/ethdev/stats,${id}`),
      wantsExtended ? ask(`/ethdev/xstats,${id}`) : {},
    ]);
    if (info === GONE || link === GONE || counters === GONE) return undefined;
    return {
      ...parsePort(`/ethdev/info,${id}`, info),
      link: parseLink(`/ethdev/link_status,${id}`, link),
      counters: parseCounters(`/ethdev/stats,${id}`, counters),
      extended: parseExtended(`/ethdev/xstats,${id}`, extended ?? {}),
    };
  };
  const readOne = async <T>(command: string, parse: (command: string, answer: Json) => T): Promise<T | undefined> => {
    const answer = await ask(command);
    return answer === GONE ? undefined : parse(command, answer);
  };
  const ports = await each(await list('/ethdev/list', 'number'), readPort);
  const heaps = await each(await list('/eal/heap_list', 'number'), (id) => readOne(`/eal/heap_info,${id}`, parseHeap));
  const pools = await list('/mempool/list', 'string');
  const mempools = await each(pools, (pool) => readOne(`/mempool/info,${pool}`, parseMempool));
  const hugetlb = await host
    .readText(`/proc/${about.pid}/status`, signal)
    .then((status) => hugetlbBytes(status, parameters.application))
    .catch(() => undefined);
  return { name, about, parameters, hugetlb, heaps, mempools, ports, problems };
}
