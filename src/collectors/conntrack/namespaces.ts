import { answerOf } from '../../conntrack/answer.ts';
import { readCount, readTable, type Table } from '../../conntrack/table.ts';
import { atMost } from '../../core/at-most.ts';
import { isAbsent, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Host, Namespace } from '../../host/host.ts';

/** Reads the tables of the host's other network namespaces. */
export type NamespaceTables = {
  /** @param inProcfs whether the kernel has the statistics in procfs; otherwise counts are read at long intervals only */
  readonly read: (inProcfs: boolean, signal: AbortSignal) => Promise<NamespacesRead>;
};

export type NamespacesRead = { readonly tables: readonly Table[]; readonly problems: readonly Problem[] };

/** Namespaces that are read at the same time: as many as there are threads to do it, and some that wait for one. */
const FILES_AT_ONCE = 8;
/** Each one is a process. */
const COMMANDS_AT_ONCE = 2;
/** How old a count may get that takes a process to read. */
const COUNT_AGE_MS = 60_000;

export function createNamespaceTables(host: Host, now: () => number = () => performance.now()): NamespaceTables {
  const counts = new Map<string, { readonly at: number; readonly table: Table }>();

  const countOf = async (door: Host, signal: AbortSignal): Promise<Table> => {
    const known = counts.get(door.netns);
    if (known !== undefined && now() - known.at < COUNT_AGE_MS) return known.table;
    const at = now();
    const table = await readCount(door, signal);
    counts.set(door.netns, { at, table });
    return table;
  };

  const forget = (namespaces: readonly Namespace[]) => {
    const present = new Set(namespaces.map(({ netns }) => netns));
    for (const netns of counts.keys()) if (!present.has(netns)) counts.delete(netns);
  };

  return {
    read: async (inProcfs, signal) => {
      const { value: namespaces, problem } = await answerOf(host.namespaces(signal));
      if (namespaces === undefined) {
        return { tables: [], problems: problem === undefined ? [] : [{ subject: 'namespaces', message: problem }] };
      }
      forget(namespaces);
      const read = inProcfs ? readTable : countOf;
      const all = await atMost(inProcfs ? FILES_AT_ONCE : COMMANDS_AT_ONCE, namespaces, (one) =>
        enter(one, read, signal),
      );
      return { tables: all.flatMap(({ tables }) => tables), problems: all.flatMap(({ problems }) => problems) };
    },
  };
}

type Read = (door: Host, signal: AbortSignal) => Promise<Table>;

/** A namespace that vanished meanwhile is neither read nor a problem. */
async function enter(namespace: Namespace, read: Read, signal: AbortSignal): Promise<NamespacesRead> {
  const problem = (error: unknown) => ({
    tables: [],
    problems: [{ subject: namespace.netns, message: messageOf(error) }],
  });
  if ('error' in namespace) return problem(namespace.error);
  try {
    return { tables: [await read(namespace.host, signal)], problems: [] };
  } catch (error) {
    return isAbsent(error) || saysAbsent(error) ? { tables: [], problems: [] } : problem(error);
  }
}

// nsenter: cannot open /run/netns/blue: No such file or directory
// cat: /proc/sys/net/netfilter/nf_conntrack_count: No such file or directory
const NO_SUCH_FILE = /: No such file or directory\b/;

/** A program that was sent into the namespace says the same in its own words. */
function saysAbsent(error: unknown): boolean {
  return error instanceof Error && NO_SUCH_FILE.test(error.message);
}
