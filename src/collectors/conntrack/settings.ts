import { z } from 'zod';

/** A timeout as `timeoutFile` takes it apart: the protocol, then the state of a connection. */
const TIMEOUT = /^[a-z0-9]+(?:_[a-z0-9]+)*$/;

/** What can be set about connection tracking. Which network namespaces are read is a setting of the host. */
export const conntrackSettings = z.strictObject({
  counters: z
    .enum(['losses', 'all'])
    .default('losses')
    .describe(
      'Counters exported for named network namespaces: `losses` those of lost packets and entries (drop, early_drop, insert_failed), `all` every one that the kernel counts. All are always exported for the host itself.',
    ),
  timeouts: z
    .array(z.string().regex(TIMEOUT, 'expected the name of a timeout such as tcp_established or udp_stream'))
    .default([
      'tcp_syn_sent',
      'tcp_syn_recv',
      'tcp_established',
      'tcp_fin_wait',
      'tcp_close_wait',
      'tcp_time_wait',
      'udp',
      'udp_stream',
      'icmp',
      'icmpv6',
      'generic',
    ])
    .describe(
      'Timeouts to watch and export: a protocol, alone or with a state of its connections, as in the sysctl net.netfilter.nf_conntrack_<protocol>_timeout_<state>.',
    ),
});

export type ConntrackSettings = z.output<typeof conntrackSettings>;
