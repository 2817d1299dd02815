import type { PointSet } from '../../../core/metric.ts';
import { booleanIn, numberAt, numberIn, textAt, textIn } from '../../../ovs/row-values.ts';
import {
  bfdState,
  numaNode,
  rxQueuesRequested,
  rxQueuesThere,
  speedOf,
  tunnelKey,
  tunnelRemote,
  typeOf,
  vhostConnected,
  vhostMode,
  vhostSocket,
} from '../model/interface-facts.ts';
import type { Interface } from '../model/model.ts';
import { flag, flagOf } from './flag.ts';
import { interfaceMetrics } from './interface-metrics.ts';

/** What an interface is and in which state. */
export function addInterface(points: PointSet, one: Interface): void {
  const { row, labels } = one;
  const about = [typeOf(one), textIn(row, 'mac_in_use') ?? '', textAt(row, 'status', 'driver_name') ?? ''];
  points.add(interfaceMetrics.info, [...labels, ...about], 1);
  points.add(interfaceMetrics.adminUp, labels, flagOf(textIn(row, 'admin_state'), 'up'));
  points.add(interfaceMetrics.linkUp, labels, flagOf(textIn(row, 'link_state'), 'up'));
  points.add(interfaceMetrics.linkResets, labels, numberIn(row, 'link_resets'));
  points.add(interfaceMetrics.error, labels, flag(textIn(row, 'error') !== undefined));
  points.add(interfaceMetrics.mtu, labels, positive(numberIn(row, 'mtu')));
  points.add(interfaceMetrics.speed, labels, positive(speedOf(one)));
  points.add(interfaceMetrics.fullDuplex, labels, flagOf(textIn(row, 'duplex'), 'full'));
  points.add(interfaceMetrics.ofport, labels, positive(numberIn(row, 'ofport')));
  points.add(interfaceMetrics.numaNode, labels, numaNode(one));
  points.add(interfaceMetrics.rxQueues, labels, rxQueuesThere(one));
  points.add(interfaceMetrics.rxQueuesRequested, labels, rxQueuesRequested(one));
  addPolicing(points, one);
  addVhost(points, one);
  addTunnel(points, one);
  addMonitoring(points, one);
}

/** A figure for which OVS writes 0 or -1 when there is none. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function addPolicing(points: PointSet, { row, labels }: Interface): void {
  const kilobits = positive(numberIn(row, 'ingress_policing_rate'));
  const kilopackets = positive(numberIn(row, 'ingress_policing_kpkts_rate'));
  points.add(interfaceMetrics.policingRate, labels, kilobits === undefined ? undefined : (kilobits * 1000) / 8);
  points.add(interfaceMetrics.policingPackets, labels, kilopackets === undefined ? undefined : kilopackets * 1000);
}

function addVhost(points: PointSet, one: Interface): void {
  const mode = vhostMode(one);
  if (mode === undefined) return;
  points.add(interfaceMetrics.vhostInfo, [...one.labels, mode, vhostSocket(one) ?? ''], 1);
  points.add(interfaceMetrics.vhostConnected, one.labels, flag(vhostConnected(one)));
}

function addTunnel(points: PointSet, one: Interface): void {
  const remote = tunnelRemote(one);
  if (remote === undefined) return;
  const about = [typeOf(one), remote, textAt(one.row, 'options', 'local_ip') ?? '', tunnelKey(one)];
  points.add(interfaceMetrics.tunnelInfo, [...one.labels, ...about], 1);
}

function addMonitoring(points: PointSet, one: Interface): void {
  const { row, labels } = one;
  points.add(interfaceMetrics.bfdUp, labels, flagOf(bfdState(one), 'up'));
  points.add(interfaceMetrics.bfdForwarding, labels, flagOf(textAt(row, 'bfd_status', 'forwarding'), 'true'));
  points.add(interfaceMetrics.bfdFlaps, labels, numberAt(row, 'bfd_status', 'flap_count'));
  points.add(interfaceMetrics.cfmFault, labels, flag(booleanIn(row, 'cfm_fault')));
  points.add(interfaceMetrics.cfmFlaps, labels, numberIn(row, 'cfm_flap_count'));
  const health = numberIn(row, 'cfm_health');
  points.add(interfaceMetrics.cfmHealth, labels, health === undefined || health < 0 ? undefined : health / 100);
}
