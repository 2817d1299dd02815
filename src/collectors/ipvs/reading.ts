import { atMost } from '../../core/at-most.ts';
import { isAbsent, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Host, Namespace } from '../../host/host.ts';
import { parseTable, type Service } from '../../ipvs/table.ts';
import { parseStatistics, type Statistics } from './statistics.ts';

/** What one network namespace has. */
export type NamespaceReading = {
  readonly netns: string;
  readonly services: readonly Service[];
  readonly statistics: Statistics | undefined;
};

export type Reading = {
  readonly namespaces: readonly NamespaceReading[];
  /** Namespaces whose services are not known now. */
  readonly unread: ReadonlySet<string>;
  readonly problems: readonly Problem[];
};

const AT_ONCE = 8;
const TABLE = '/proc/net/ip_vs';
const STATISTICS = '/proc/net/ip_vs_stats';

/** Reads the host's own namespace and the others. `undefined` when the kernel has no IPVS, or has not loaded it. */
export async function readAll(host: Host, signal: AbortSignal): Promise<Reading | undefined> {
  const own = await readOne({ netns: host.netns, host }, signal);
  if (own === undefined) return undefined;
  const others = await listed(host, signal);
  const read = await atMost(AT_ONCE, others.namespaces, (one) => readOne(one, signal));
  const all = [own, ...read.filter((one) => one !== undefined)];
  return {
    namespaces: all.flatMap(({ reading }) => reading ?? []),
    unread: new Set(all.flatMap(({ netns, reading }) => (reading === undefined ? [netns] : []))),
    problems: [...all.flatMap(({ problems }) => problems), ...others.problems],
  };
}

async function listed(host: Host, signal: AbortSignal) {
  try {
    return { namespaces: await host.namespaces(signal), problems: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { namespaces: [], problems: [{ subject: 'namespaces', message: messageOf(error) }] };
  }
}

type One = { readonly netns: string; readonly reading?: NamespaceReading; readonly problems: readonly Problem[] };

/** `undefined` when it has no IPVS, or is gone meanwhile. */
async function readOne(namespace: Namespace, signal: AbortSignal): Promise<One | undefined> {
  const { netns } = namespace;
  const subject = netns === '' ? 'ipvs' : netns;
  if ('error' in namespace) return { netns, problems: [{ subject, message: namespace.error.message }] };
  try {
    const services = parseTable(TABLE, await namespace.host.readText(TABLE, signal));
    const { statistics, problems } = await readStatistics(namespace.host, subject, signal);
    return { netns, reading: { netns, services, statistics }, problems };
  } catch (error) {
    signal.throwIfAborted();
    return isAbsent(error) ? undefined : { netns, problems: [{ subject, message: messageOf(error) }] };
  }
}

async function readStatistics(host: Host, subject: string, signal: AbortSignal) {
  try {
    return { statistics: parseStatistics(STATISTICS, await host.readText(STATISTICS, signal)), problems: [] };
  } catch (error) {
    signal.throwIfAborted();
    const problems = isAbsent(error) ? [] : [{ subject, message: messageOf(error) }];
    return { statistics: undefined, problems };
  }
}
