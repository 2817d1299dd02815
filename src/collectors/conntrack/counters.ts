import type { MetricDefinition } from '../../core/metric.ts';

const SOURCE = '/proc/net/stat/nf_conntrack of each namespace, or conntrack -S; column';
const SUMMED = 'Summed over the CPUs, modulo 2^32 like the counters of the kernel.';

/** A counter of the kernel. Named by a column of its statistics; some have had several names. */
export type Counter = {
  readonly definition: MetricDefinition;
  readonly columns: readonly string[];
  /** Packets or entries were lost when it rises. */
  readonly loss?: true;
  /** Newer kernels print the column but no longer count: 0 then says nothing. */
  readonly retired?: true;
};

function counter(name: `netsteward_${string}`, help: string, columns: readonly string[]): Counter {
  const source = `${SOURCE} ${columns.join(' or ')}`;
  return { definition: { name, type: 'counter', help: `${help} ${SUMMED}`, labels: ['netns'], source }, columns };
}

/** Kernel, net/netfilter/nf_conntrack_core.c and nf_conntrack_expect.c, `NF_CT_STAT_INC`; columns in nf_conntrack_standalone.c. */
export const counters: readonly Counter[] = [
  {
    ...counter(
      'netsteward_conntrack_drop_total',
      'Packets dropped by connection tracking, mostly because the table was full. Not given for each CPU: which one counted only tells where a packet was handled, and 256 CPUs would be 256 series in each namespace.',
      ['drop'],
    ),
    loss: true,
  },
  {
    ...counter(
      'netsteward_conntrack_early_drop_total',
      'Entries of connections that were not yet established, removed to make room in a full table.',
      ['early_drop'],
    ),
    loss: true,
  },
  {
    ...counter(
      'netsteward_conntrack_insert_failed_total',
      'Entries that could not be put into the table, for instance because another packet of the same connection came first.',
      ['insert_failed'],
    ),
    loss: true,
  },
  counter(
    'netsteward_conntrack_insert_total',
    'Entries put into the table. Newer kernels count only those that a program inserted, such as conntrackd.',
    ['insert'],
  ),
  counter(
    'netsteward_conntrack_found_total',
    'Lookups that found an entry. Newer kernels count only those of address translation looking for a free port.',
    ['found'],
  ),
  counter('netsteward_conntrack_invalid_total', 'Packets that belong to no connection and cannot begin one.', [
    'invalid',
  ]),
  counter(
    'netsteward_conntrack_error_total',
    'Packets that could not be tracked because of an error in them, such as a malformed ICMP message.',
    ['icmp_error', 'error'],
  ),
  counter(
    'netsteward_conntrack_search_restart_total',
    'Lookups that began again because the table changed under them.',
    ['search_restart'],
  ),
  counter(
    'netsteward_conntrack_clash_resolve_total',
    'Packets of one connection that two CPUs took for its first at once, and that were joined without loss.',
    ['clashres', 'clash_resolve'],
  ),
  counter(
    'netsteward_conntrack_chaintoolong_total',
    'Entries refused because their bucket was too full; each is also counted as a failed insert.',
    ['chainlength', 'chaintoolong'],
  ),
  counter('netsteward_conntrack_expect_create_total', 'Expected connections announced by a protocol helper.', [
    'expect_create',
  ]),
  counter('netsteward_conntrack_expect_new_total', 'Expected connections that came.', ['expect_new']),
  counter('netsteward_conntrack_expect_delete_total', 'Expectations removed: fulfilled, expired or withdrawn.', [
    'expect_delete',
  ]),
  ...['searched', 'new', 'ignore', 'delete', 'delete_list'].map(
    (column): Counter => ({
      ...counter(
        `netsteward_conntrack_${column}_total`,
        `The column ${column}, while it is not 0: only older kernels count it, newer ones print 0.`,
        [column],
      ),
      retired: true,
    }),
  ),
];

/** The value of a counter among summed columns; `undefined` where the kernel does not say. */
export function counterValue({ columns, retired }: Counter, sums: ReadonlyMap<string, number>): number | undefined {
  for (const column of columns) {
    const value = sums.get(column);
    if (value !== undefined) return retired === true && value === 0 ? undefined : value;
  }
  return undefined;
}

/**
 * Expectations in the table now. The kernel counts each one that goes in (`nf_ct_expect_insert`) and comes out
 * (`nf_ct_unlink_expect_report`), which tells their number without reading the table.
 */
export function expectationsIn(sums: ReadonlyMap<string, number>): number | undefined {
  const created = sums.get('expect_create');
  const deleted = sums.get('expect_delete');
  if (created === undefined || deleted === undefined) return undefined;
  return (created - deleted + 2 ** 32) % 2 ** 32;
}
