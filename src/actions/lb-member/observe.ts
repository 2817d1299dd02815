import type { Look, Refusal } from '../action.ts';
import type { MemberEvidence } from './evidence.ts';
import { observeHaproxy } from './observe-haproxy.ts';
import { observeIpvs } from './observe-ipvs.ts';
import { otherBalancersDown, otherPoolsDown, ownCheck, pairOf } from './own-check.ts';
import type { MemberSettings } from './settings.ts';

/** Looks at a member as our checks and as its balancer see it. */
export async function observe({
  target,
  settings,
  host,
  fresh,
  signal,
}: Look<MemberSettings>): Promise<MemberEvidence | Refusal> {
  const { labels } = target;
  const [balancer = '', entry = ''] = [labels.get('balancer'), labels.get('entry')];
  const agreement = fresh.get('lb-agreement');
  const pair = pairOf(agreement, balancer, entry, labels.get('member'));
  if ('refused' in pair) return pair;
  const health = fresh.get('health');
  const own = ownCheck(health, pair.member, health?.readAt ?? 0);
  if ('refused' in own) return own;
  const look = balancer === 'haproxy' ? observeHaproxy : observeIpvs;
  const placed = await look(host, fresh.get(balancer), entry, settings.watch, signal);
  if ('refused' in placed) return placed;
  return {
    own,
    ...placed,
    agreement: pair.agreement,
    watched: settings.watch,
    othersDown: [...otherBalancersDown(agreement, pair), ...otherPoolsDown(health, pair.member)],
  };
}
