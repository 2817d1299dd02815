import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { DaemonReading } from '../../../ovs/switch-reader.ts';
import type { ThreadReport } from '../../../ovs/threads/thread-report.ts';
import type { Placement, Pmd, Reading } from '../reading.ts';
import type { PmdSettings } from '../settings.ts';
import { counterMetrics } from './counter-metrics.ts';
import { histogramMetrics } from './histogram-metrics.ts';
import { pmdMetrics as metrics } from './metrics.ts';

/** The points of all daemons. What is not known is left out. */
export function familiesOf(
  readings: readonly DaemonReading<Reading>[],
  settings: Pick<PmdSettings, 'histograms'>,
): readonly Family[] {
  const points = pointSet();
  for (const { daemon, reading } of readings) {
    for (const pmd of reading.pmds) {
      const labels = [daemon.name, nodeOf(pmd), String(pmd.core)];
      addPmd(points, labels, pmd);
      if (settings.histograms) addHistograms(points, labels, pmd.report);
    }
    for (const [node, spread] of spreadsOf(reading.pmds)) points.add(metrics.spread, [daemon.name, node], spread);
    for (const placement of reading.placements) addPlacement(points, daemon.name, placement);
    addSwitch(points, daemon.name, reading);
  }
  return points.families();
}

function addPmd(points: PointSet, labels: readonly string[], pmd: Pmd): void {
  const { report, load, queues, switches } = pmd;
  const { counters, hits } = report;
  points.add(metrics.busy, labels, load.busy);
  points.add(metrics.overloaded, labels, Number(load.overloaded));
  points.add(metrics.cycles, [...labels, 'busy'], counters.busyCycles);
  points.add(metrics.cycles, [...labels, 'idle'], counters.idleCycles);
  for (const { definition, of } of counterMetrics) points.add(definition, labels, of(counters));
  for (const [cache, total] of hits) points.add(metrics.hits, [...labels, cache.replace(' ', '_')], total);
  points.add(metrics.isolated, labels, flag(pmd.isolated));
  points.add(metrics.overhead, labels, pmd.overhead);
  points.add(metrics.queues, labels, queues?.length);
  points.add(metrics.maxSleep, labels, pmd.maxSleepSeconds);
  points.add(metrics.involuntary, labels, switches?.involuntary);
  points.add(metrics.voluntary, labels, switches?.voluntary);
  points.add(metrics.cpuIsolated, labels, flag(pmd.cpuIsolated));
  for (const { port, queue, usage, enabled } of queues ?? []) {
    const [daemon = '', node = '', core = ''] = labels;
    const place = [daemon, port, String(queue), node, core];
    points.add(metrics.queueUsage, place, usage);
    points.add(metrics.queueEnabled, place, flag(enabled));
  }
}

function addHistograms(points: PointSet, labels: readonly string[], { histograms }: ThreadReport): void {
  for (const [name, definition] of histogramMetrics) points.add(definition, labels, histograms.get(name));
}

function addPlacement(points: PointSet, daemon: string, { port, queue, pmd, crossesNodes }: Placement): void {
  const labels = [daemon, port, String(queue)];
  points.add(metrics.queuePolled, labels, Number(pmd !== undefined));
  if (pmd === undefined) return;
  points.add(metrics.queueCrossesNodes, [...labels, nodeOf(pmd), String(pmd.core)], flag(crossesNodes));
}

function addSwitch(points: PointSet, daemon: string, { main, ports, balancing }: Reading): void {
  const labels = [daemon];
  points.add(metrics.mainPackets, labels, main?.counters.rxPackets);
  points.add(metrics.mainUpcalls, labels, main?.counters.upcalls);
  points.add(metrics.mainLost, labels, main?.counters.lostUpcalls);
  for (const [cache, total] of main?.hits ?? []) points.add(metrics.mainHits, [daemon, cache.replace(' ', '_')], total);
  for (const { name, queues, requestedQueues } of ports) {
    points.add(metrics.portQueues, [daemon, name], queues);
    points.add(metrics.requestedQueues, [daemon, name], requestedQueues);
  }
  points.add(metrics.balancing, labels, flag(balancing?.enabled));
  points.add(metrics.balancingLoad, labels, balancing?.loadThreshold);
  points.add(metrics.balancingImprovement, labels, balancing?.improvementThreshold);
  points.add(metrics.balancingInterval, labels, balancing?.intervalSeconds);
}

/** For each NUMA node with several PMDs of which it is known how busy they are. */
function spreadsOf(pmds: readonly Pmd[]): ReadonlyMap<string, number> {
  const busyByNode = Map.groupBy(pmds, nodeOf);
  const spreads = [...busyByNode].flatMap(([node, ofNode]) => {
    const shares = ofNode.flatMap(({ load }) => load.busy ?? []);
    return shares.length < 2 ? [] : [[node, Math.max(...shares) - Math.min(...shares)] as const];
  });
  return new Map(spreads);
}

function nodeOf({ node }: Pick<Pmd, 'node'>): string {
  return node === undefined ? '' : String(node);
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
