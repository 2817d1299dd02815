import type { Refusal, Target } from '../action.ts';

/** Balancers whose members can be drained. */
export const balancers = ['haproxy', 'ipvs'] as const;

/** A process (its socket's name or path), a backend and a server: `admin:web/web1`, `127.0.0.1:9999:web/web1`. */
const HAPROXY_ENTRY = /^[\w.:/[\]@+-]+:[\w.:-]+\/[\w.:-]+$/;
/** `blue:TCP 192.0.2.100:80 192.0.2.1:8080`, `FWM 7 [2001:db8::1]:0`. */
const IPVS_ENTRY =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.:@-]*:)?(?:(?:TCP|UDP|SCTP) [0-9a-f.:[\]]+|FWM \d{1,10}) [0-9a-f.:[\]]+$/;
const LONGEST = 512;
/** `pool/member`, of names without spaces and slashes; an address may be the name of a member. */
const MEMBER = /^[^\s/\p{Cc}\p{Cf}]{1,255}\/[^\s/\p{Cc}\p{Cf}]{1,255}$/u;

/** The labels of the alert BalancerDisagrees name a member as our checks and as the balancer know it. */
export function targetOf(labels: ReadonlyMap<string, string>): Target | Refusal {
  const balancer = labels.get('balancer');
  const entry = labels.get('entry');
  const member = labels.get('member');
  const known = balancers.find((one) => one === balancer);
  if (known === undefined) return refused('balancer', balancer, balancers.join(' or '));
  const form = known === 'haproxy' ? HAPROXY_ENTRY : IPVS_ENTRY;
  if (entry === undefined || entry.length > LONGEST || !form.test(entry) || entry.includes('..')) {
    const example = known === 'haproxy' ? 'admin:web/web1' : 'TCP 192.0.2.100:80 192.0.2.1:8080';
    return refused('entry', entry, `a member as ${known} knows it, such as ${example}`);
  }
  if (member !== undefined && !MEMBER.test(member))
    return refused('member', member, 'a member of ours, such as web/web1');
  const own = member === undefined ? [] : ([['member', member]] as const);
  return { object: objectOf(known, entry), labels: new Map([['balancer', known], ['entry', entry], ...own]) };
}

export function objectOf(balancer: string, entry: string): string {
  return `${balancer} ${entry}`;
}

function refused(label: string, value: string | undefined, expected: string): Refusal {
  const found = value === undefined ? 'there is none' : `found ${JSON.stringify(value.slice(0, 80))}`;
  return { refused: `label ${label}: expected ${expected}, ${found}` };
}
