import type { Witness } from '../action.ts';
import type { HaproxyPlace, IpvsPlace, MemberEvidence } from './evidence.ts';

/** So many requests without one answer are no coincidence. */
const UNANSWERED = 3;

/**
 * Who else says that a member is dead: what the balancer itself met there while it was watched, or another one that checks
 * the same address. The alert comes from our own check, so that this has no part in it.
 */
export function witnessOfDeath({ at, othersDown, watched }: MemberEvidence): Witness {
  const signs = at.balancer === 'haproxy' ? haproxySigns(at) : ipvsSigns(at);
  const all = [...signs, ...othersDown.slice(0, 3).map((one) => `${one} holds it for down`)];
  const name = signs.length > 0 || all.length === 0 ? `counters of ${at.balancer}` : 'others that check it';
  if (all.length > 0) return { name, agrees: true, words: all.join('; ') };
  return { name, agrees: false, words: `in ${watched} s ${at.balancer} met no failure there: ${traffic(at)}` };
}

function haproxySigns({ seen, status }: HaproxyPlace): readonly string[] {
  const { bad, good } = failuresIn(seen);
  const failing = bad > 0 && bad >= good ? [`${bad} of ${bad + good} requests failed there`] : [];
  const isSilent = seen.answers === 0 && bad === 0 && seen.sessions >= UNANSWERED;
  const silent = isSilent ? [`none of ${seen.sessions} requests was answered`] : [];
  // UP 1/3: checks fail, not yet often enough
  const weak = /^UP \d+\/\d+$/.test(status) ? [`its own check begins to fail (${status})`] : [];
  return [...failing, ...silent, ...weak];
}

/** Failed and good requests, or connections where it is no HTTP. */
export function failuresIn(seen: HaproxyPlace['seen']): { readonly bad: number; readonly good: number } {
  const bad = seen.connectionErrors + seen.responseErrors + (seen.serverErrors ?? 0);
  const good = seen.answers === null ? seen.sessions - bad : seen.answers - (seen.serverErrors ?? 0);
  return { bad, good: Math.max(0, good) };
}

function ipvsSigns({ seen }: IpvsPlace): readonly string[] {
  const isRefused = seen.moreInactive > 0 && seen.moreActive <= 0;
  return isRefused ? [`${seen.moreInactive} connections came and none is established`] : [];
}

function traffic(at: HaproxyPlace | IpvsPlace): string {
  if (at.balancer === 'ipvs') return `${at.seen.active} connections are established`;
  const { bad, good } = failuresIn(at.seen);
  return at.seen.sessions === 0 ? 'nobody was sent there' : `${good} requests went well, ${bad} failed`;
}

/** Who else says that a member is well that was drained here. */
export function witnessOfHealth({ at, own, othersDown }: MemberEvidence): Witness {
  if (othersDown.length > 0) {
    return { name: 'others that check it', agrees: false, words: `${othersDown.join(', ')} still holds it for down` };
  }
  if (at.balancer === 'haproxy' && at.check !== null && at.admin !== 'maint') {
    return {
      name: 'check of HAProxy',
      agrees: /^L\dOK/.test(at.check),
      words: `its last check ended with ${at.check}`,
    };
  }
  const words = `${at.balancer} checks nothing itself now; the last ${own.results.length} checks of ours passed for ${own.stands ?? 0} s`;
  return { name: 'time without failure', agrees: own.results.every((one) => one === 'ok') && own.last === 'ok', words };
}
