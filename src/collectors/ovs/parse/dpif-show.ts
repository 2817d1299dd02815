import { linesOf } from '../../../core/text.ts';

/** How many rx queues an interface has, and how many it was asked to have. */
export type RxQueues = { readonly requested: number | undefined; readonly configured: number | undefined };

/** `    n0 5/6: (dpdk: configured_rx_queues=2, mtu=1500, requested_rx_queues=2)` */
const PORT = /^\s+(\S+) \d+\/\S+: \(\S+?: (.*)\)\s*$/;
const REQUESTED = /(?:^|[ ,])requested_rx_queues=(\d+)/;
const CONFIGURED = /(?:^|[ ,])configured_rx_queues=(\d+)/;

/**
 * The rx queues of interfaces out of `dpif/show`, which has them up to release 3.2 (dpif_show_backer in
 * ofproto/ofproto-dpif.c, get_config in lib/netdev-dpdk.c). Interfaces that say nothing about queues are left out.
 */
export function parseRxQueues(text: string): ReadonlyMap<string, RxQueues> {
  const queues = new Map<string, RxQueues>();
  for (const line of linesOf(text)) {
    const [, name, settings] = PORT.exec(line) ?? [];
    if (name === undefined || settings === undefined) continue;
    const requested = numberOf(REQUESTED.exec(settings)?.[1]);
    const configured = numberOf(CONFIGURED.exec(settings)?.[1]);
    if (requested !== undefined || configured !== undefined) queues.set(name, { requested, configured });
  }
  return queues;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
