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

// nf_conntrack: nf_conntrack: table full, dropping packet
// nf_conntrack: nf_conntrack: table full in netns 4026532177, dropping packet
// nf_conntrack: table full, dropping packet.
// ip_conntrack: table full, dropping packet.
const TABLE_FULL = /^(?:(?:nf|ip)_conntrack: )+table full(?: in netns (\d+))?, dropping packet\.?$/;

// nf_conntrack: nf_conntrack: expectation table full
const EXPECTATIONS_FULL = /^(?:(?:nf|ip)_conntrack: )+expectation table full$/;

/**
 * Understands a record of the kernel's log, without its time (kernel, net/netfilter/nf_conntrack_core.c
 * `__nf_conntrack_alloc`, nf_conntrack_expect.c `__nf_ct_expect_check`). `undefined` for every other record.
 */
export function parseFullTable(message: string): FullTable | undefined {
  const line = message.trimEnd();
  const full = TABLE_FULL.exec(line);
  if (full !== null) return { definition: conntrackOccurrences.tableFull, inode: full[1] };
  return EXPECTATIONS_FULL.test(line)
    ? { definition: conntrackOccurrences.expectationsFull, inode: undefined }
    : undefined;
}
