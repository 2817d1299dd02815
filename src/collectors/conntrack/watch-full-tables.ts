import { namespaceName } from '../../conntrack/namespace-names.ts';
import type { Occurrence } from '../../core/definition.ts';
import type { Host } from '../../host/host.ts';
import type { WatchListener } from '../collector.ts';
import { createFold, type Folded } from './fold.ts';
import { fullNamespace } from './full-namespace.ts';
import { conntrackOccurrences, type FullTable, parseFullTable } from './kernel-log.ts';
import { OWN_TABLE } from './states.ts';

const INTERVAL_MS = 1000;
const NAME_DEADLINE_MS = 1000;

/**
 * `netns` is empty for the host's own namespace, and `undefined` while the name of the one with this inode is not known.
 * Where the log does not say which, it is found out anew each time.
 */
type NamedTable = FullTable & { netns: string | undefined };

/**
 * Makes occurrences of the lines in the kernel's log about full tables, until the signal is aborted, and asks for a
 * reading with each. What is gathered by then is told at once.
 */
export function watchFullTables(host: Host, listener: WatchListener, signal: AbortSignal): void {
  const fold = createFold<NamedTable>(INTERVAL_MS);
  const queue: Folded<NamedTable>[] = [];
  let timer: NodeJS.Timeout | undefined;
  let telling = false;

  /** One after the other, so that the events keep the order of the log while names are looked up. */
  const tellAll = async () => {
    if (telling) return;
    telling = true;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      await learnName(next.thing);
      // The watch has ended meanwhile, and with it all was told.
      if (signal.aborted) break;
      queue.shift();
      listener.occurred(occurrenceOf(next));
    }
    telling = false;
  };

  const learnName = async (table: NamedTable) => {
    if (table.inode !== undefined && table.netns !== undefined) return;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(NAME_DEADLINE_MS)]);
    if (table.inode !== undefined) table.netns = await namespaceName(host, table.inode, deadline);
    else if (table.definition === conntrackOccurrences.tableFull) table.netns = await fullNamespace(host, deadline);
  };

  const enqueue = (folded: readonly Folded<NamedTable>[]) => {
    if (folded.length === 0) return;
    queue.push(...folded);
    // The reading that this causes begins before names are looked up: whatever filled the table may soon be gone.
    listener.changed({ netns: '' });
    void tellAll();
  };

  const wakeWhenDue = () => {
    const at = fold.nextAt();
    if (at === undefined || timer !== undefined) return;
    const wake = () => {
      timer = undefined;
      enqueue(fold.due(performance.now()));
      wakeWhenDue();
    };
    timer = setTimeout(wake, Math.max(1, at - performance.now())).unref();
  };

  host.watchKernelLog(({ message }) => {
    const full = parseFullTable(message);
    if (full === undefined || signal.aborted) return;
    const key = `${full.definition.what} ${full.inode ?? ''}`;
    const netns = full.inode === undefined ? '' : undefined;
    const first = fold.add(key, performance.now(), () => ({ ...full, netns }));
    if (first !== undefined) enqueue([first]);
    wakeWhenDue();
  }, signal);

  const end = () => {
    clearTimeout(timer);
    for (const one of [...queue.splice(0), ...fold.rest()]) listener.occurred(occurrenceOf(one));
  };
  signal.addEventListener('abort', end, { once: true });
}

function occurrenceOf({ thing: { definition, inode, netns }, count }: Folded<NamedTable>): Occurrence {
  const label = netns ?? `net:[${inode}]`;
  const where = label === '' ? '' : ` of network namespace ${label}`;
  const what =
    definition === conntrackOccurrences.tableFull
      ? `connection tracking table${where} is full, packets of new connections are dropped`
      : `table of expected connections${where} is full`;
  return {
    definition,
    subject: label === '' ? OWN_TABLE : `${label}:${OWN_TABLE}`,
    message: count === 1 ? what : `${what} (${count} lines in the kernel's log)`,
    details: { netns: netns ?? null, inode: inode ?? null, lines: count },
  };
}
