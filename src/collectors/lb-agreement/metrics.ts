import { defineMetrics, type Family, pointSet } from '../../core/metric.ts';
import type { Agreement, Pairs } from './compare.ts';

export const agreementMetrics = defineMetrics({
  members: {
    name: 'netsteward_lb_agreement_members',
    type: 'gauge',
    help: 'Members that a balancer has too, by whether it agrees with our own check: agrees, disagrees (for longer than the setting `after`) or unknown.',
    labels: ['balancer', 'agreement'],
    source: 'the collectors health, haproxy and ipvs',
  },
  disagreement: {
    name: 'netsteward_lb_agreement_disagreement_seconds',
    type: 'gauge',
    help: 'How long our own check and a balancer have held the opposite of a member; only for those that disagree.',
    labels: ['pool', 'member', 'balancer', 'entry', 'own', 'theirs'],
    source: 'the collectors health, haproxy and ipvs',
  },
});

const agreements: readonly Agreement[] = ['agrees', 'disagrees', 'unknown'];

/** @param now milliseconds of the clock by which the pairs were compared */
export function familiesOf(pairs: Pairs, now: number): readonly Family[] {
  const points = pointSet();
  for (const [balancer, all] of Map.groupBy(pairs.values(), (pair) => pair.balancer)) {
    for (const agreement of agreements) {
      const count = all.filter((pair) => pair.agreement === agreement).length;
      points.add(agreementMetrics.members, [balancer, agreement], count);
    }
  }
  for (const { own, balancer, theirs, differsSince, agreement } of pairs.values()) {
    if (agreement !== 'disagrees' || differsSince === undefined) continue;
    const labels = [own.group, own.subject, balancer, theirs.subject, own.verdict, theirs.verdict];
    points.add(agreementMetrics.disagreement, labels, (now - differsSince) / 1000);
  }
  return points.families();
}
