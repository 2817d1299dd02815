import { type Family, type Histogram, type PointSet, pointSet } from '../../../core/metric.ts';
import { type CheckReport, checkBuckets, type GroupReport } from '../../../host/checks.ts';
import type { Entry } from '../judge/board.ts';
import { isServed } from '../judge/pool.ts';
import { healthMetrics } from './metrics.ts';
import { byVirtualAddress, type CountedPool } from './pools-told.ts';
import { checkKindOf, operatingStatus } from './states.ts';

/** All that figures are made of. */
export type Seen = {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly pools: readonly CountedPool[];
  readonly report: CheckReport | undefined;
  readonly descriptors: number;
  readonly losses: number;
};

export function familiesOf({ entries, pools, report, descriptors, losses }: Seen): readonly Family[] {
  const points = pointSet();
  for (const entry of entries.values()) addMember(points, entry);
  for (const counted of pools) addPool(points, counted, report?.groups.get(counted.pool.name));
  for (const [address, behind] of byVirtualAddress(pools)) {
    const healthy = behind.reduce((sum, { count }) => sum + count.healthy, 0);
    const isKnown = isServed(behind.map(({ count }) => count)) !== undefined;
    points.add(healthMetrics.virtualAddressHealthy, [address], isKnown ? healthy : undefined);
  }
  addChecker(points, report, descriptors, losses);
  return points.families();
}

function addMember(points: PointSet, { member, standing }: Entry): void {
  const { plan, labels, report, flips } = member;
  const { address, port, target, adminState } = plan;
  const place = [address, port === undefined ? '' : String(port), checkKindOf(plan), target.place.netns ?? ''];
  points.add(healthMetrics.memberInfo, [...labels, ...place], 1);
  const state = standing?.state ?? 'UNKNOWN';
  if (state !== 'UNKNOWN') points.add(healthMetrics.memberUp, labels, state === 'ACTIVE' ? 1 : 0);
  const words = [state, adminState, operatingStatus(adminState, state), report?.last?.reason ?? ''];
  points.add(healthMetrics.memberState, [...labels, ...words], 1);
  if (flips.isHeld) points.add(healthMetrics.memberFlapping, labels, 1);
  if (report === undefined) return;
  points.add(healthMetrics.memberSince, labels, report.since / 1000);
  points.add(healthMetrics.memberChecks, labels, report.checks);
  points.add(healthMetrics.memberFailures, labels, report.failures);
  points.add(healthMetrics.memberTransitions, labels, report.transitions);
  const { certificateExpires } = report;
  points.add(
    healthMetrics.memberCertificate,
    labels,
    certificateExpires === undefined ? undefined : certificateExpires / 1000,
  );
}

function addPool(points: PointSet, { pool, count }: CountedPool, group: GroupReport | undefined): void {
  const labels = [pool.name];
  points.add(healthMetrics.poolMembers, labels, count.members);
  points.add(healthMetrics.poolEnabled, labels, count.enabled);
  points.add(healthMetrics.poolHealthy, labels, count.healthy === 0 && count.unknown > 0 ? undefined : count.healthy);
  points.add(healthMetrics.poolUnknown, labels, count.unknown);
  points.add(healthMetrics.poolMinimum, labels, pool.minimumHealthy);
  if (group === undefined) return;
  for (const [reason, checks] of Object.entries(group.byReason)) {
    points.add(healthMetrics.checks, [pool.name, reason], checks);
  }
  points.add(healthMetrics.duration, labels, histogramOf(group));
}

function histogramOf({ durations, sum }: GroupReport): Histogram {
  let count = 0;
  const all = durations.map((own) => {
    count += own;
    return count;
  });
  return { bounds: checkBuckets, cumulative: all.slice(0, checkBuckets.length), count, sum };
}

function addChecker(points: PointSet, report: CheckReport | undefined, descriptors: number, losses: number): void {
  points.add(healthMetrics.losses, [], losses);
  points.add(healthMetrics.socketLimit, [], descriptors);
  if (report === undefined) return;
  const { openSockets, waited, missed, untrusted, lateness } = report.checker;
  points.add(healthMetrics.openSockets, [], openSockets);
  points.add(healthMetrics.waited, [], waited);
  points.add(healthMetrics.missed, [], missed);
  points.add(healthMetrics.untrusted, [], untrusted);
  points.add(healthMetrics.lateness, [], lateness / 1000);
}
