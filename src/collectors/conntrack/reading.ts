import { type Answer, answerOf } from '../../conntrack/answer.ts';
import { parseQuantity, sysctlFiles } from '../../conntrack/sysctl.ts';
import { readOwnTable, type Table } from '../../conntrack/table.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Host } from '../../host/host.ts';
import type { NamespaceTables } from './namespaces.ts';

/** Everything read at one time. */
export type Reading = {
  /** The host's own table, whose `netns` is empty, and those of other namespaces. */
  readonly tables: readonly Table[];
  readonly sysctls: Sysctls;
  readonly timeouts: Timeouts;
  readonly entrySize: Answer<number>;
  readonly problems: readonly Problem[];
};

export type Sysctls = Readonly<Record<'limit' | 'buckets' | 'expectations_limit', Answer<number>>>;

export type Sources = {
  readonly host: Host;
  readonly namespaces: NamespaceTables;
  readonly entrySize: (signal: AbortSignal) => Promise<Answer<number>>;
  readonly timeouts: (signal: AbortSignal) => Promise<Timeouts>;
};

/** In seconds, by name. */
export type Timeouts = ReadonlyMap<string, Answer<number>>;

/** Reads everything once; `undefined` when the kernel does not track connections. Rejects when nothing can be said. */
export async function readAll(sources: Sources, signal: AbortSignal): Promise<Reading | undefined> {
  const { host } = sources;
  const own = await readOwnTable(host, signal);
  if (own.table === undefined) return undefined;
  const [sysctls, timeouts, entrySize, others] = await Promise.all([
    readSysctls(host, signal),
    sources.timeouts(signal),
    sources.entrySize(signal),
    sources.namespaces.read(own.inProcfs, signal),
  ]);
  signal.throwIfAborted();
  const ownProblems: readonly Problem[] = [
    ...own.problems.map((message) => ({ subject: 'conntrack', message })),
    ...problemsOf([...Object.entries(sysctls), ...timeouts, ['entry size', entrySize]]),
  ];
  if (own.table.entries === undefined && sysctls.limit.value === undefined && ownProblems.length > 0) {
    throw new Error(ownProblems.map(({ message }) => message).join('; '));
  }
  const problems = [...ownProblems, ...others.problems];
  return { tables: [own.table, ...others.tables], sysctls, timeouts, entrySize, problems };
}

async function readSysctls(host: Host, signal: AbortSignal): Promise<Sysctls> {
  const read = (file: string) => answerOf(host.readText(file, signal).then((text) => parseQuantity(text, file)));
  const [limit, buckets, expectations_limit] = await Promise.all([
    read(sysctlFiles.limit),
    read(sysctlFiles.buckets),
    read(sysctlFiles.expectations_limit),
  ]);
  return { limit, buckets, expectations_limit };
}

function problemsOf(answers: Iterable<readonly [string, Answer<unknown>]>): readonly Problem[] {
  return [...answers].flatMap(([subject, { problem }]) =>
    problem === undefined ? [] : [{ subject, message: problem }],
  );
}
