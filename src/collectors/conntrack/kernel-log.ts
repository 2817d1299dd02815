import { parseFullTableLine } from '../../conntrack/full-table.ts';
import type { OccurrenceDefinition } from '../../core/definition.ts';

export const conntrackOccurrences = {
  tableFull: {
    what: 'table-full',
    help: "The kernel's log says that a connection tracking table is full and packets of new connections are dropped. The kernel limits the rate of such lines; here at most one event a second is made of those about one namespace, which tells their number.",
    severity: 'critical',
  },
  expectationsFull: {
    what: 'expectations-full',
    help: "The kernel's log says that the table of expected connections is full. At most one event a second, which tells the number of lines.",
    severity: 'warning',
  },
} as const satisfies Readonly<Record<string, OccurrenceDefinition>>;

/** A line of the kernel's log about a full table. */
export type FullTable = {
  readonly definition: OccurrenceDefinition;
  /** Inode number of the network namespace; `undefined` for the first one, and on kernels that do not say which. */
  readonly inode: string | undefined;
};

/** Understands a record of the kernel's log, without its time. `undefined` for every other record. */
export function parseFullTable(message: string): FullTable | undefined {
  const line = parseFullTableLine(message);
  if (line === undefined) return undefined;
  const { tableFull, expectationsFull } = conntrackOccurrences;
  return { definition: line.table === 'connections' ? tableFull : expectationsFull, inode: line.inode };
}
