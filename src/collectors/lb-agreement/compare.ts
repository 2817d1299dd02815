import type { Balancer, Verdict, View } from './verdict.ts';

/** A member of ours and the same server of a balancer. */
export type Pair = {
  readonly balancer: string;
  readonly own: View;
  readonly theirs: View;
  /** Since when both sides have said the opposite, in milliseconds of the reader's clock. */
  readonly differsSince: number | undefined;
  readonly agreement: Agreement;
};

export type Agreement = 'agrees' | 'disagrees' | 'unknown';

/** Pairs by their subject. */
export type Pairs = ReadonlyMap<string, Pair>;

export function subjectOf({ own, balancer, theirs }: Pick<Pair, 'own' | 'balancer' | 'theirs'>): string {
  return `${own.subject} ${balancer} ${theirs.subject}`;
}

/**
 * Finds the same servers on both sides and compares what is held of them.
 * @param own our members; `undefined` while they are not known
 * @param now milliseconds of a clock that never goes backwards
 * @param afterMs how long two sides have to differ before they disagree
 */
export function compare(
  before: Pairs,
  own: readonly View[] | undefined,
  balancers: readonly Balancer[],
  now: number,
  afterMs: number,
): Pairs {
  const known = new Map(balancers.map((balancer) => [balancer.name, balancer]));
  const found = balancers.flatMap((balancer) => pairsOf(own ?? [], balancer));
  const fresh = new Set(found.map(subjectOf));
  const kept = [...before.values()].flatMap((pair) =>
    fresh.has(subjectOf(pair)) ? [] : remaining(pair, own, known.get(pair.balancer)),
  );
  return new Map(
    [...found, ...kept].map((pair) => {
      const subject = subjectOf(pair);
      return [subject, judged(pair, before.get(subject), now, afterMs)];
    }),
  );
}

type Unjudged = Pick<Pair, 'balancer' | 'own' | 'theirs'>;

function pairsOf(own: readonly View[], balancer: Balancer): readonly Unjudged[] {
  const byAddress = Map.groupBy(balancer.views, ({ address }) => address);
  return own.flatMap((member) => {
    const same = (byAddress.get(member.address) ?? []).filter(
      ({ port }) => port === null || member.port === null || port === member.port,
    );
    // The same server may stand in several backends: one that has the pool's name is the one that is meant.
    const named = same.filter(({ group }) => group === member.group || group.endsWith(`:${member.group}`));
    const meant = named.length > 0 ? named : same;
    return meant.map((theirs) => ({ balancer: balancer.name, own: member, theirs }));
  });
}

/** What becomes of a pair one side of which is not there. */
function remaining(pair: Pair, own: readonly View[] | undefined, balancer: Balancer | undefined): readonly Unjudged[] {
  if (balancer === undefined) return [];
  const member = own?.find(({ subject }) => subject === pair.own.subject);
  if (own !== undefined && member === undefined) return [];
  const mine = member ?? unknown(pair.own, 'not known');
  if (!balancer.isKnown) return [{ ...pair, own: mine, theirs: unknown(pair.theirs, 'not known') }];
  const theirs = balancer.views.find(({ subject }) => subject === pair.theirs.subject);
  if (theirs !== undefined) return own === undefined ? [{ ...pair, own: mine, theirs }] : [];
  // A balancer may take a server out that fails its checks: its service is then still there.
  if (!balancer.groups.has(pair.theirs.group)) return [];
  return [{ ...pair, own: mine, theirs: { ...pair.theirs, verdict: 'down', words: 'taken out' } }];
}

function unknown(view: View, words: string): View {
  return { ...view, verdict: 'unknown', words };
}

function judged(pair: Unjudged, before: Pair | undefined, now: number, afterMs: number): Pair {
  const { balancer, own, theirs } = pair;
  if (!differ(own.verdict, theirs.verdict)) {
    const isUnknown = own.verdict === 'unknown' || theirs.verdict === 'unknown';
    return { balancer, own, theirs, differsSince: undefined, agreement: isUnknown ? 'unknown' : 'agrees' };
  }
  const differsSince = before?.differsSince ?? now;
  const isLong = now - differsSince >= afterMs;
  return { balancer, own, theirs, differsSince, agreement: isLong ? 'disagrees' : (before?.agreement ?? 'unknown') };
}

function differ(a: Verdict, b: Verdict): boolean {
  return a !== 'unknown' && b !== 'unknown' && a !== b;
}
