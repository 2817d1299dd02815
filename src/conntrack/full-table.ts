/** Something that the kernel's log says of a table of connection tracking. */
export type FullTableLine = {
  readonly table: 'connections' | 'expectations';
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
export function parseFullTableLine(message: string): FullTableLine | undefined {
  const line = message.trimEnd();
  const full = TABLE_FULL.exec(line);
  if (full !== null) return { table: 'connections', inode: full[1] };
  return EXPECTATIONS_FULL.test(line) ? { table: 'expectations', inode: undefined } : undefined;
}
