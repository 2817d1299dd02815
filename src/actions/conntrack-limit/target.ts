import { printable } from '../../core/printable.ts';
import type { Refusal, Target } from '../action.ts';

/** The limit is one for the host, so that whoever's table is full, the object is the same. */
export const OBJECT = 'net.netfilter.nf_conntrack_max';

/**
 * Names of network namespaces as programs give them (ip-netns(8): a file's name; ours of unnamed ones are numbers). A file
 * may be called otherwise, but nobody means well with such a name.
 */
const NETNS = /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,254}$/;

export function conntrackTarget(labels: ReadonlyMap<string, string>): Target | Refusal {
  const netns = labels.get('netns') ?? '';
  if (netns === '') return { object: OBJECT, labels: new Map() };
  if (NETNS.test(netns)) return { object: OBJECT, labels: new Map([['netns', netns]]) };
  const shown = netns.length > 60 ? `${netns.slice(0, 60)}…` : netns;
  return { refused: `label netns: expected the name of a network namespace, found "${printable(shown)}"` };
}
