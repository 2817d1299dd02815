import { isObject } from '../../../core/json.ts';
import type { PointSet } from '../../../core/metric.ts';
import type { Row, Tables } from '../../../host/host.ts';
import { numberAt, numberIn, numeric, pairsIn, textAt, textIn, textsIn } from '../../../ovs/row-values.ts';
import { type Port, rowsOf } from '../model/model.ts';
import { portMetrics } from './port-metrics.ts';

/** @param figures the row with the statistics of the port */
export function addPort(points: PointSet, port: Port, tables: Tables, figures: Row): void {
  const { row, labels } = port;
  const tag = numberIn(row, 'tag');
  const trunks = textsIn(row, 'trunks').length;
  const mode = textIn(row, 'vlan_mode');
  if (tag !== undefined || trunks > 0 || mode !== undefined) {
    points.add(portMetrics.vlanInfo, [...labels, mode ?? '', tag === undefined ? '' : String(tag)], 1);
  }
  if (trunks > 0) points.add(portMetrics.trunks, labels, trunks);
  addSpanningTree(points, port, figures);
  const qos = textIn(row, 'qos');
  if (qos !== undefined) addQos(points, labels, rowsOf(tables, 'QoS').get(qos), tables);
}

const PROTOCOLS = [
  { protocol: 'stp', status: 'status', prefix: 'stp_', port: 'stp_', statistics: 'statistics' },
  { protocol: 'rstp', status: 'rstp_status', prefix: 'rstp_', port: 'rstp_port_', statistics: 'rstp_statistics' },
] as const;
const KINDS = [
  ['sent', 'tx_count'],
  ['received', 'rx_count'],
  ['error', 'error_count'],
] as const;

function addSpanningTree(points: PointSet, { row, labels }: Port, figures: Row): void {
  for (const { protocol, status, prefix, port, statistics } of PROTOCOLS) {
    const state = textAt(row, status, `${port}state`);
    if (state === undefined) continue;
    points.add(portMetrics.spanningTree, [...labels, protocol, textAt(row, status, `${port}role`) ?? '', state], 1);
    for (const [kind, name] of KINDS) {
      const value = numberAt(figures, statistics, `${prefix}${name}`);
      points.add(portMetrics.spanningTreePackets, [...labels, protocol, kind], value);
    }
  }
}

function addQos(points: PointSet, labels: readonly string[], qos: Row | undefined, tables: Tables): void {
  if (qos === undefined) return;
  points.add(portMetrics.qosInfo, [...labels, textIn(qos, 'type') ?? ''], 1);
  addSettings(points, portMetrics.qosSetting, labels, qos);
  const { queues = null } = qos;
  for (const [number, id] of isObject(queues) ? Object.entries(queues) : []) {
    const queue = typeof id === 'string' ? rowsOf(tables, 'Queue').get(id) : undefined;
    if (queue === undefined) continue;
    const queueLabels = [...labels, number];
    points.add(portMetrics.queueSetting, [...queueLabels, 'dscp'], numberIn(queue, 'dscp'));
    addSettings(points, portMetrics.queueSetting, queueLabels, queue);
  }
}

function addSettings(
  points: PointSet,
  definition: typeof portMetrics.qosSetting | typeof portMetrics.queueSetting,
  labels: readonly string[],
  row: Row,
): void {
  for (const [setting, value] of pairsIn(row, 'other_config')) {
    points.add(definition, [...labels, setting], numeric(value));
  }
}
