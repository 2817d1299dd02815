import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { FlowTable, Tables } from '../../../host/host.ts';
import { booleanIn, numberAt, numberIn, textAt, textIn, textsIn } from '../../../ovs/row-values.ts';
import type { DaemonMemory, SwitchMemory } from '../memory.ts';
import { type Bridge, type Model, rowsOf } from '../model/model.ts';
import type { OvsSettings } from '../settings.ts';
import { flag } from './flag.ts';
import { addInterface } from './interface-points.ts';
import { addPort } from './port-points.ts';
import { addStatistics } from './statistic-points.ts';
import { switchMetrics } from './switch-metrics.ts';

/** A switch that answered: what is known of it, and its figures; without them where the database did not answer. */
export type ReadSwitch = {
  readonly daemon: string;
  readonly memory: SwitchMemory;
  readonly figures: Tables | undefined;
};

export function familiesOf(switches: readonly ReadSwitch[], settings: OvsSettings): readonly Family[] {
  const points = pointSet();
  for (const { daemon, memory, figures } of switches) {
    addDaemon(points, [daemon, 'ovs-vswitchd'], memory.vswitchd);
    addDaemon(points, [daemon, 'ovsdb-server'], memory.ovsdb);
    const { model } = memory;
    if (figures === undefined || model === undefined) continue;
    addSwitch(points, model, memory, figures);
    for (const bridge of model.bridges) {
      addBridge(points, model, bridge, figures);
      addFlows(points, bridge, memory.flows?.tables.get(bridge.name) ?? []);
    }
    const portFigures = rowsOf(figures, 'Port');
    for (const port of model.ports) addPort(points, port, model.tables, portFigures.get(port.uuid) ?? {});
    const interfaceFigures = rowsOf(figures, 'Interface');
    for (const one of model.interfaces) {
      addInterface(points, one);
      addStatistics(points, one, interfaceFigures.get(one.uuid) ?? {}, settings);
    }
  }
  return points.families();
}

function addDaemon(points: PointSet, labels: readonly string[], { pid, isUp, restarts }: DaemonMemory): void {
  if (pid === undefined) return;
  points.add(switchMetrics.daemonUp, labels, flag(isUp));
  points.add(switchMetrics.daemonRestarts, labels, restarts);
}

function addSwitch(
  points: PointSet,
  { daemon, root = {}, tables }: Model,
  memory: SwitchMemory,
  figures: Tables,
): void {
  const labels = [daemon];
  const versions = [textIn(root, 'dpdk_version') ?? '', textIn(root, 'db_version') ?? ''];
  const version = memory.vswitchd.version ?? textIn(root, 'ovs_version') ?? '';
  points.add(switchMetrics.info, [daemon, version, ...versions], 1);
  points.add(switchMetrics.dpdkInitialized, labels, flag(booleanIn(root, 'dpdk_initialized')));
  points.add(switchMetrics.configurationCurrent, labels, numberIn(root, 'cur_cfg'));
  points.add(switchMetrics.configurationNext, labels, numberIn(root, 'next_cfg'));
  for (const [uuid, row] of rowsOf(tables, 'Manager')) {
    const target = textIn(row, 'target') ?? '';
    const connections = numberAt(rowsOf(figures, 'Manager').get(uuid) ?? {}, 'status', 'n_connections');
    const connected =
      flag(booleanIn(row, 'is_connected')) ?? (connections === undefined ? undefined : flag(connections > 0));
    points.add(switchMetrics.managerConnected, [daemon, target], connected);
  }
}

function addBridge(points: PointSet, { tables }: Model, bridge: Bridge, figures: Tables): void {
  const { row, labels } = bridge;
  const about = [
    textIn(row, 'datapath_type') || 'system',
    textIn(row, 'datapath_id') ?? '',
    textIn(row, 'fail_mode') ?? '',
  ];
  points.add(switchMetrics.bridgeInfo, [...labels, ...about], 1);
  points.add(switchMetrics.bridgePorts, labels, bridge.ports);
  points.add(switchMetrics.spanningTree, [...labels, 'stp'], flag(booleanIn(row, 'stp_enable')));
  points.add(switchMetrics.spanningTree, [...labels, 'rstp'], flag(booleanIn(row, 'rstp_enable')));
  points.add(switchMetrics.multicastSnooping, labels, flag(booleanIn(row, 'mcast_snooping_enable')));
  for (const id of textsIn(row, 'controller')) addController(points, labels, id, tables, figures);
  for (const id of textsIn(row, 'mirrors')) addMirror(points, labels, id, tables, figures);
}

function addFlows(points: PointSet, { labels }: Bridge, tables: readonly FlowTable[]): void {
  for (const { table, flows, lookups, matches } of tables) {
    const tableLabels = [...labels, String(table)];
    points.add(switchMetrics.bridgeFlows, tableLabels, flows);
    points.add(switchMetrics.tableLookups, tableLabels, lookups);
    points.add(switchMetrics.tableMatches, tableLabels, matches);
  }
}

function addController(points: PointSet, bridge: readonly string[], id: string, tables: Tables, figures: Tables): void {
  const row = rowsOf(tables, 'Controller').get(id);
  if (row === undefined) return;
  const labels = [...bridge, textIn(row, 'target') ?? ''];
  const state = textAt(rowsOf(figures, 'Controller').get(id) ?? {}, 'status', 'state') ?? '';
  points.add(switchMetrics.controllerConnected, labels, flag(booleanIn(row, 'is_connected')));
  points.add(switchMetrics.controllerInfo, [...labels, textIn(row, 'role') ?? '', state], 1);
}

function addMirror(points: PointSet, bridge: readonly string[], id: string, tables: Tables, figures: Tables): void {
  const row = rowsOf(tables, 'Mirror').get(id);
  if (row === undefined) return;
  const labels = [...bridge, textIn(row, 'name') ?? ''];
  const output = rowsOf(tables, 'Port').get(textIn(row, 'output_port') ?? '');
  const outputName = output === undefined ? '' : (textIn(output, 'name') ?? '');
  const counts = rowsOf(figures, 'Mirror').get(id) ?? {};
  points.add(switchMetrics.mirrorInfo, [...labels, outputName, textIn(row, 'output_vlan') ?? ''], 1);
  points.add(switchMetrics.mirrorPackets, labels, numberAt(counts, 'statistics', 'tx_packets'));
  points.add(switchMetrics.mirrorBytes, labels, numberAt(counts, 'statistics', 'tx_bytes'));
}
