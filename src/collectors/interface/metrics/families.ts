import type { Family, MetricDefinition, Point } from '../../../core/metric.ts';
import { pointSet } from '../../../core/metric.ts';
import type { Device } from '../model/device.ts';
import type { View } from '../model/view.ts';
import type { Protocol } from '../parse/sockets.ts';
import type { Softnet } from '../parse/softnet.ts';
import { bridgeMetrics } from './bridges.ts';
import { counterFamilies } from './counter-families.ts';
import { deviceMetrics } from './devices.ts';
import { infoFamilies } from './info-families.ts';
import { localPortMetrics } from './local-ports.ts';
import { queueMetrics } from './queues.ts';

/** All points of a reading. All families of a device share its one list of label values. */
export function interfaceFamilies(views: readonly View[], softnet: readonly Softnet[]): readonly Family[] {
  const devices = views.flatMap((view) => [...view.devices.values()]);
  const families = [
    ...infoFamilies(devices),
    ...DEVICE_VALUES.map(([definition, measure]) => deviceFamily(definition, devices, measure)),
    ...counterFamilies(views),
    ...queueFamilies(views),
    ...bridgeFamilies(views),
    ...localPortFamilies(views),
    ...softnetFamilies(softnet),
  ];
  return families.filter(({ points }) => points.length > 0);
}

/** Megabits in bytes. */
const MEGABIT = 125_000;

type DeviceValue = readonly [MetricDefinition, (device: Device) => number | undefined];

const DEVICE_VALUES: readonly DeviceValue[] = [
  [deviceMetrics.adminUp, ({ adminUp }) => Number(adminUp)],
  [deviceMetrics.carrier, ({ carrier }) => (carrier === undefined ? undefined : Number(carrier))],
  [deviceMetrics.carrierChanges, ({ carrierChanges }) => carrierChanges],
  [deviceMetrics.speed, ({ speed }) => (speed === undefined ? undefined : speed * MEGABIT)],
  [deviceMetrics.fullDuplex, ({ duplex }) => (duplex === undefined ? undefined : Number(duplex === 'full'))],
  [deviceMetrics.mtu, ({ mtu }) => mtu],
  [deviceMetrics.transmitQueueLength, ({ transmitQueueLength }) => transmitQueueLength],
  [deviceMetrics.receiveQueues, ({ receiveQueues }) => receiveQueues],
  [deviceMetrics.transmitQueues, ({ transmitQueues }) => transmitQueues],
];

function deviceFamily(
  definition: MetricDefinition,
  devices: readonly Device[],
  measure: (device: Device) => number | undefined,
): Family {
  const points: Point[] = [];
  for (const device of devices) {
    const value = measure(device);
    if (value !== undefined) points.push({ labels: device.labels, value });
  }
  return { definition, points };
}

function queueFamilies(views: readonly View[]): readonly Family[] {
  const points = pointSet();
  for (const { queues, devices } of views) {
    for (const [name, qdisc] of queues) {
      const labels = devices.get(name)?.labels;
      if (labels === undefined) continue;
      points.add(queueMetrics.qdiscDrops, labels, qdisc.drops);
      points.add(queueMetrics.qdiscOverlimits, labels, qdisc.overlimits);
      points.add(queueMetrics.qdiscRequeues, labels, qdisc.requeues);
      points.add(queueMetrics.qdiscBacklogBytes, labels, qdisc.backlog);
      points.add(queueMetrics.qdiscBacklogPackets, labels, qdisc.length);
    }
  }
  return points.families();
}

function bridgeFamilies(views: readonly View[]): readonly Family[] {
  const points = pointSet();
  for (const { netns, devices, learned } of views) {
    for (const { name, kind, master, stp, learned: counted } of devices.values()) {
      if (stp !== undefined && master !== undefined) {
        points.add(bridgeMetrics.stpState, [netns, master, name, stp], 1);
        points.add(bridgeMetrics.portLearned, [netns, master, name], learned && (learned.get(master)?.get(name) ?? 0));
      }
      if (kind !== 'bridge') continue;
      points.add(bridgeMetrics.bridgeLearned, [netns, name], counted ?? (learned && sum(learned.get(name)?.values())));
    }
  }
  return points.families();
}

function sum(values: Iterable<number> | undefined): number {
  let total = 0;
  for (const value of values ?? []) total += value;
  return total;
}

const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp'];

function localPortFamilies(views: readonly View[]): readonly Family[] {
  const points = pointSet();
  for (const { netns, ports } of views) {
    points.add(localPortMetrics.given, [netns], ports?.given);
    for (const protocol of PROTOCOLS) {
      points.add(localPortMetrics.used, [netns, protocol], ports?.use?.[protocol].used);
      points.add(localPortMetrics.busiest, [netns, protocol], ports?.use?.[protocol].busiest);
    }
  }
  return points.families();
}

function softnetFamilies(softnet: readonly Softnet[]): readonly Family[] {
  const points = pointSet();
  for (const one of softnet) {
    if (one.cpu === undefined) continue;
    const labels = [String(one.cpu)];
    points.add(queueMetrics.softnetProcessed, labels, one.processed);
    points.add(queueMetrics.softnetDropped, labels, one.dropped);
    points.add(queueMetrics.softnetSqueezed, labels, one.timeSqueeze);
    points.add(queueMetrics.softnetReceivedRps, labels, one.receivedRps);
    points.add(queueMetrics.softnetFlowLimit, labels, one.flowLimit);
    points.add(queueMetrics.softnetBacklog, labels, one.backlog);
  }
  return points.families();
}
