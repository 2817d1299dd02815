import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { Row } from '../../../haproxy/csv.ts';
import { checkWord } from '../parse/check-word.ts';
import type { Info } from '../parse/info.ts';
import type { Statistics } from '../parse/statistics.ts';
import type { NamedMaster, NamedProcess } from '../process.ts';
import type { HaproxySettings } from '../settings.ts';
import type { Kind } from './figure.ts';
import { figureIn } from './figure-in.ts';
import { figures } from './figures.ts';
import { inMegabytes, processFigures, processMetrics } from './process-metrics.ts';
import { stateMetrics } from './state-metrics.ts';

/** What is told of the processes of one reading. */
export type Told = {
  readonly processes: readonly NamedProcess[];
  readonly masters: readonly NamedMaster[];
  /** The states of all processes that are known, by name. */
  readonly processStates: ReadonlyMap<string, string>;
};

type Wanted = Pick<HaproxySettings, 'listeners' | 'server_details'>;

export function familiesOf({ processes, masters, processStates }: Told, wanted: Wanted): readonly Family[] {
  const points = pointSet();
  for (const [name, state] of processStates) points.add(processMetrics.state, [name, state], 1);
  for (const { name, master } of masters) {
    points.add(processMetrics.workers, [name], master.workers.length);
    points.add(processMetrics.oldWorkers, [name], master.oldWorkers.length);
    points.add(processMetrics.reloads, [name], master.reloads);
    points.add(processMetrics.failedReloads, [name], master.failedReloads);
  }
  for (const { name, info, statistics } of processes) {
    addInfo(points, name, info);
    addStatistics(points, name, statistics, wanted);
  }
  return points.families();
}

function addInfo(points: PointSet, process: string, info: Info): void {
  points.add(processMetrics.info, [process, info.version, info.node, info.description], 1);
  for (const { from, scale = 1, zeroIsNone, definition } of processFigures) {
    const value = from.map((name) => figureOf(info, name)).find((one) => one !== undefined);
    if (value === 0 && zeroIsNone === true) continue;
    points.add(definition, [process], value === undefined ? undefined : scaled(value, scale));
  }
}

function figureOf({ figures: told }: Info, name: string): number | undefined {
  const value = told.get(name);
  const megabytes = inMegabytes.get(name);
  if (value !== undefined || megabytes === undefined) return value;
  const coarse = told.get(megabytes.from);
  return coarse === undefined ? undefined : coarse * megabytes.scale;
}

function addStatistics(points: PointSet, process: string, statistics: Statistics, wanted: Wanted): void {
  const { frontends, listeners, backends, servers } = statistics;
  for (const { name, status, row } of frontends) {
    points.add(stateMetrics.frontendState, [process, name, status], 1);
    addRow(points, 'frontend', [process, name], row, true);
  }
  for (const { frontend, name, status, row } of wanted.listeners ? listeners : []) {
    points.add(stateMetrics.listenerState, [process, frontend, name, status], 1);
    addRow(points, 'listener', [process, frontend, name], row, true);
  }
  for (const { name, status, row } of backends) {
    points.add(stateMetrics.backendUp, [process, name], Number(status === 'UP'));
    addRow(points, 'backend', [process, name], row, true);
  }
  for (const { backend, name, status, row } of servers) {
    const labels = [process, backend, name];
    points.add(stateMetrics.serverUp, labels, Number(status === 'UP' || status === 'NO_CHECK'));
    points.add(stateMetrics.serverState, [...labels, status], 1);
    const [check, agent] = [checkWord(row.cell('check_status')), checkWord(row.cell('agent_status'))];
    if (check !== null) points.add(stateMetrics.serverCheck, [...labels, check], 1);
    if (agent !== null) points.add(stateMetrics.serverAgent, [...labels, agent], 1);
    addRow(points, 'server', labels, row, wanted.server_details);
  }
  const counted = { state: counts(), check: counts() };
  for (const { backend, status, row } of servers) {
    counted.state.add(backend, status);
    counted.check.add(backend, checkWord(row.cell('check_status')));
  }
  for (const [backend, state, count] of counted.state.all()) {
    points.add(stateMetrics.backendServers, [process, backend, state], count);
  }
  for (const [backend, check, count] of counted.check.all()) {
    points.add(stateMetrics.backendChecks, [process, backend, check], count);
  }
}

/** How many there are of each word, by backend. */
function counts() {
  const byBackend = new Map<string, Map<string, number>>();
  return {
    add: (backend: string, word: string | null) => {
      const words = byBackend.get(backend) ?? new Map<string, number>();
      byBackend.set(backend, words);
      if (word !== null) words.set(word, (words.get(word) ?? 0) + 1);
    },
    all: () =>
      [...byBackend].flatMap(([backend, words]) => [...words].map(([word, count]) => [backend, word, count] as const)),
  };
}

function addRow(points: PointSet, kind: Kind, labels: readonly string[], row: Row, all: boolean): void {
  for (const { column, scale, definitions, extra, isBasic } of figures) {
    const definition = definitions[kind];
    if (definition === undefined || (!all && !isBasic)) continue;
    const value = figureIn(row, column);
    if (value === undefined) continue;
    points.add(definition, extra.length === 0 ? labels : [...labels, ...extra], scaled(value, scale));
  }
}

/** Divides where it can, as 0.007 is 7 / 1000 but not 7 * 0.001. */
function scaled(value: number, scale: number): number {
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}
