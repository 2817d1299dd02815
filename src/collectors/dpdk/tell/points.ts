import { matchesGlob } from 'node:path';
import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { Heap, Mempool } from '../parse/memory.ts';
import type { PortReading } from '../read/read-port.ts';
import type { Process } from '../read/read-process.ts';
import { portCounters, portMetrics, queueCounters } from './port-metrics.ts';
import { processMetrics } from './process-metrics.ts';

/** The points of one reading. What is not known is left out. */
export function familiesOf(processes: readonly Process[], extended: readonly string[]): readonly Family[] {
  const points = pointSet();
  const isWanted = (name: string) => !isPlain(name) && extended.some((glob) => matchesGlob(name, glob));
  for (const { name, about, parameters, hugetlb, heaps, mempools, ports } of processes) {
    points.add(processMetrics.info, [name, parameters.application ?? '', about.version, parameters.line], 1);
    points.add(processMetrics.hugetlb, [name], hugetlb);
    for (const heap of heaps) addHeap(points, name, heap);
    for (const pool of mempools) addPool(points, name, pool);
    for (const port of ports) addPort(points, name, port, isWanted);
  }
  return points.families();
}

function addHeap(points: PointSet, process: string, heap: Heap): void {
  const labels = [process, heap.name];
  points.add(processMetrics.heapSize, labels, heap.size);
  points.add(processMetrics.heapFree, labels, heap.free);
  points.add(processMetrics.heapAllocated, labels, heap.allocated);
  points.add(processMetrics.heapGreatestFree, labels, heap.greatestFree);
  points.add(processMetrics.heapAllocations, labels, heap.allocations);
}

function addPool(points: PointSet, process: string, { name, node, populated, objectSize, available }: Mempool): void {
  const labels = [process, name];
  points.add(processMetrics.poolSize, labels, populated);
  // Cores take and give back while these are counted one after the other.
  const inUse = available === undefined ? undefined : Math.max(0, populated - available);
  points.add(processMetrics.poolInUse, labels, inUse);
  points.add(processMetrics.poolObjectSize, labels, objectSize);
  points.add(processMetrics.poolNode, labels, node);
}

function addPort(points: PointSet, process: string, port: PortReading, isWanted: (name: string) => boolean): void {
  const { link, counters } = port;
  const labels = [process, port.name];
  points.add(portMetrics.info, [...labels, String(port.id), port.mac], 1);
  points.add(portMetrics.up, labels, Number(link.isUp));
  points.add(portMetrics.speed, labels, link.speed === undefined ? undefined : link.speed / 8);
  points.add(portMetrics.fullDuplex, labels, link.isFullDuplex === undefined ? undefined : Number(link.isFullDuplex));
  points.add(portMetrics.started, labels, Number(port.isStarted));
  points.add(portMetrics.promiscuous, labels, Number(port.isPromiscuous));
  points.add(portMetrics.mtu, labels, port.mtu);
  points.add(portMetrics.receiveQueues, labels, port.receiveQueues);
  points.add(portMetrics.transmitQueues, labels, port.transmitQueues);
  points.add(portMetrics.node, labels, port.node);
  for (const [field, definition] of portCounters) points.add(definition, labels, counters.totals.get(field));
  if (port.hasQueueCounts) addQueues(points, labels, port);
  for (const [name, value] of port.extended) {
    if (value !== 0 && isWanted(name)) points.add(portMetrics.extended, [...labels, name], value);
  }
}

/** The arrays are always as long as they can be; queues that are not set up stand there as 0. */
function addQueues(points: PointSet, labels: readonly string[], port: PortReading): void {
  for (const [field, definition] of queueCounters) {
    const queues = field.startsWith('q_o') ? port.transmitQueues : port.receiveQueues;
    const values = port.counters.queues.get(field) ?? [];
    for (const [queue, value] of values.slice(0, queues).entries()) {
      points.add(definition, [...labels, String(queue)], value);
    }
  }
}

// rx_good_packets, tx_q0_bytes, rx_missed_errors: made by ethdev itself out of struct rte_eth_stats (lib/ethdev/rte_ethdev.c)
const PLAIN =
  /^(?:[rt]x_good_(?:packets|bytes)|[rt]x_errors|rx_missed_errors|rx_mbuf_allocation_errors|[rt]x_q\d+_(?:packets|bytes|errors))$/;

function isPlain(name: string): boolean {
  return PLAIN.test(name);
}
