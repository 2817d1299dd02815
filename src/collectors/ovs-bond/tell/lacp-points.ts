import type { PointSet } from '../../../core/metric.ts';
import { fellBack, type SwitchReading } from '../bond.ts';
import type { BondText } from '../parse/bond-show.ts';
import { hasBit, lacpBits } from '../parse/lacp-bits.ts';
import {
  type LacpMemberText,
  type LacpSide,
  type LacpText,
  lacpMemberStatuses,
  NO_SYSTEM,
} from '../parse/lacp-show.ts';
import { lacpMetrics } from './lacp-metrics.ts';

const STATUSES = ['negotiated', 'configured', 'off'];

/** What `bond/show` says about LACP. */
export function addLacpOfBond(points: PointSet, labels: readonly string[], bond: BondText): void {
  for (const status of STATUSES) {
    points.add(lacpMetrics.status, [...labels, status], status === bond.lacpStatus ? 1 : 0);
  }
  if (bond.lacpFallback === true && bond.lacpStatus !== 'off') {
    points.add(lacpMetrics.fallback, labels, fellBack(bond) ? 1 : 0);
  }
}

/** What `lacp/show` and `lacp/show-stats` say. */
export function addLacpPoints(points: PointSet, { daemon, lacp, counts }: SwitchReading, withBits: boolean): void {
  for (const one of lacp.values()) addLacp(points, daemon, one, withBits);
  for (const count of counts) {
    const labels = [daemon, count.bond, count.member];
    points.add(lacpMetrics.sent, labels, count.sent);
    points.add(lacpMetrics.received, labels, count.received);
    points.add(lacpMetrics.bad, labels, count.bad);
    points.add(lacpMetrics.markers, labels, count.markers);
    points.add(lacpMetrics.expired, labels, count.expired);
    points.add(lacpMetrics.defaulted, labels, count.defaulted);
    points.add(lacpMetrics.carrierChanges, labels, count.carrierChanges);
  }
}

function addLacp(points: PointSet, daemon: string, lacp: LacpText, withBits: boolean): void {
  const labels = [daemon, lacp.name];
  points.add(lacpMetrics.info, [...labels, lacp.systemId, lacp.active ? 'active' : 'passive', lacp.time], 1);
  points.add(lacpMetrics.systemPriority, labels, lacp.systemPriority);
  points.add(lacpMetrics.key, labels, lacp.key ?? undefined);
  for (const member of lacp.members) addMember(points, [...labels, member.name], member, withBits);
}

function addMember(points: PointSet, labels: readonly string[], member: LacpMemberText, withBits: boolean): void {
  for (const status of lacpMemberStatuses) {
    points.add(lacpMetrics.memberStatus, [...labels, status], status === member.status ? 1 : 0);
  }
  points.add(lacpMetrics.memberAttached, labels, member.attached ? 1 : 0);
  points.add(lacpMetrics.memberInfo, [...labels, member.actor.systemId, partnerOf(member) ?? ''], 1);
  addSide(points, [...labels, 'actor'], member.actor, withBits);
  if (partnerOf(member) !== null) addSide(points, [...labels, 'partner'], member.partner, withBits);
}

/** The system at the other end, `null` when none was heard. */
export function partnerOf({ partner }: LacpMemberText): string | null {
  return partner.systemId === NO_SYSTEM ? null : partner.systemId;
}

function addSide(points: PointSet, labels: readonly string[], side: LacpSide, withBits: boolean): void {
  points.add(lacpMetrics.portState, labels, side.state);
  if (withBits) {
    for (const bit of lacpBits) points.add(lacpMetrics.portStateBit, [...labels, bit], hasBit(side.state, bit) ? 1 : 0);
  }
  points.add(lacpMetrics.sideKey, labels, side.key);
  points.add(lacpMetrics.sideSystemPriority, labels, side.systemPriority);
  points.add(lacpMetrics.portId, labels, side.portId);
  points.add(lacpMetrics.portPriority, labels, side.portPriority);
}
