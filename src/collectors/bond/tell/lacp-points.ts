import type { PointSet } from '../../../core/metric.ts';
import { type Bond, hasAggregatorMismatch } from '../bond.ts';
import { hasBit, portStateBits } from '../parse/port-state.ts';
import { churnStates, type LacpSide, partnerOf, type SlaveReport } from '../parse/report.ts';
import { lacpMetrics } from './lacp-metrics.ts';

/** The figures that only mode 802.3ad has. */
export function addLacpPoints(points: PointSet, bond: Bond, withBits: boolean): void {
  const { netns, name, report } = bond;
  const { lacp, slaves } = report;
  if (lacp === undefined) return;
  const labels = [netns, name];
  if (lacp.systemAddress !== undefined) {
    const partner = partnerOf(lacp.aggregator?.partnerAddress) ?? '';
    points.add(lacpMetrics.info, [...labels, lacp.systemAddress, partner], 1);
  }
  points.add(lacpMetrics.systemPriority, labels, lacp.systemPriority);
  const { min_links: minLinks } = bond.settings;
  if (typeof minLinks === 'number') points.add(lacpMetrics.minLinks, labels, minLinks);
  points.add(lacpMetrics.aggregatorId, labels, lacp.aggregator?.id);
  points.add(lacpMetrics.aggregatorPorts, labels, lacp.aggregator?.ports);
  points.add(lacpMetrics.aggregatorKey, [...labels, 'actor'], lacp.aggregator?.actorKey);
  points.add(lacpMetrics.aggregatorKey, [...labels, 'partner'], lacp.aggregator?.partnerKey);
  const mismatch = hasAggregatorMismatch(report);
  if (mismatch !== undefined) points.add(lacpMetrics.mismatch, labels, mismatch ? 1 : 0);
  for (const slave of slaves) addSlave(points, [...labels, slave.name], slave, withBits);
}

function addSlave(points: PointSet, labels: readonly string[], slave: SlaveReport, withBits: boolean): void {
  const { actor, partner, aggregatorId } = slave;
  points.add(lacpMetrics.slaveAggregatorId, labels, aggregatorId ?? undefined);
  if (actor.systemAddress !== undefined) {
    points.add(lacpMetrics.slaveInfo, [...labels, actor.systemAddress, partnerOf(partner.systemAddress) ?? ''], 1);
  }
  addSide(points, [...labels, 'actor'], actor, withBits);
  addSide(points, [...labels, 'partner'], partner, withBits);
}

function addSide(points: PointSet, labels: readonly string[], side: LacpSide, withBits: boolean): void {
  const { portState, churnState } = side;
  points.add(lacpMetrics.portState, labels, portState);
  if (withBits && portState !== undefined) {
    for (const bit of portStateBits) {
      points.add(lacpMetrics.portStateBit, [...labels, bit], hasBit(portState, bit) ? 1 : 0);
    }
  }
  points.add(lacpMetrics.key, labels, side.key);
  points.add(lacpMetrics.slaveSystemPriority, labels, side.systemPriority);
  points.add(lacpMetrics.portPriority, labels, side.portPriority);
  points.add(lacpMetrics.portNumber, labels, side.portNumber);
  if (churnState !== undefined) {
    for (const one of churnStates) {
      points.add(lacpMetrics.churnState, [...labels, one], one === churnState ? 1 : 0);
    }
  }
  points.add(lacpMetrics.churned, labels, side.churnedCount);
}
