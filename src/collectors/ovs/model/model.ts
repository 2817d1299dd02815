import type { Row, Tables } from '../../../host/host.ts';
import { textIn, textsIn } from '../../../ovs/row-values.ts';
import type { RxQueues } from '../parse/dpif-show.ts';

/** A row and the object it stands for. Label arrays are made once and shared by the points of all metrics. */
type Named = { readonly uuid: string; readonly name: string; readonly row: Row; readonly labels: readonly string[] };

/** Labels: daemon, bridge. */
export type Bridge = Named & { readonly ports: number };
/** Labels: daemon, bridge, port. */
export type Port = Named & { readonly bridge: string };
/** Labels: daemon, bridge, port, interface. */
export type Interface = Named & { readonly port: Port; readonly rxQueues: RxQueues | undefined };

/** The objects of one database, each with the one it belongs to. */
export type Model = {
  readonly daemon: string;
  /** The row of the whole switch. */
  readonly root: Row | undefined;
  readonly bridges: readonly Bridge[];
  readonly ports: readonly Port[];
  readonly interfaces: readonly Interface[];
  readonly tables: Tables;
};

const none: ReadonlyMap<string, Row> = new Map();

/** Rows of a table; none of a table that an old database does not have. */
export function rowsOf(tables: Tables, table: string): ReadonlyMap<string, Row> {
  return tables[table] ?? none;
}

/**
 * Puts together what the tables say.
 * @param before the model of the last reading: objects whose rows are the same objects are taken over from it
 * @param rxQueues by interface, where the database does not tell
 */
export function modelOf(
  daemon: string,
  tables: Tables,
  rxQueues: ReadonlyMap<string, RxQueues>,
  before: Model | undefined,
): Model {
  const known = knownOf(before);
  const bridges: Bridge[] = [];
  const ports: Port[] = [];
  const interfaces: Interface[] = [];
  for (const [uuid, row] of rowsOf(tables, 'Bridge')) {
    const name = textIn(row, 'name') ?? '';
    const portIds = textsIn(row, 'ports');
    bridges.push({ uuid, name, row, labels: [daemon, name], ports: portIds.length });
    for (const portId of portIds) {
      const port = portOf(daemon, name, portId, rowsOf(tables, 'Port').get(portId), known);
      if (port === undefined) continue;
      ports.push(port);
      for (const id of textsIn(port.row, 'interfaces')) {
        const one = interfaceOf(port, id, rowsOf(tables, 'Interface').get(id), rxQueues, known);
        if (one !== undefined) interfaces.push(one);
      }
    }
  }
  const root = [...rowsOf(tables, 'Open_vSwitch').values()][0];
  return { daemon, root, bridges, ports, interfaces, tables };
}

type Known = { readonly ports: ReadonlyMap<string, Port>; readonly interfaces: ReadonlyMap<string, Interface> };

const knownModels = new WeakMap<Model, Known>();

function knownOf(model: Model | undefined): Known {
  if (model === undefined) return { ports: new Map(), interfaces: new Map() };
  const kept = knownModels.get(model);
  if (kept !== undefined) return kept;
  const known = {
    ports: new Map(model.ports.map((port) => [port.uuid, port])),
    interfaces: new Map(model.interfaces.map((one) => [one.uuid, one])),
  };
  knownModels.set(model, known);
  return known;
}

function portOf(daemon: string, bridge: string, uuid: string, row: Row | undefined, known: Known): Port | undefined {
  const before = known.ports.get(uuid);
  if (row === undefined) return undefined;
  if (before?.row === row && before.bridge === bridge) return before;
  const name = textIn(row, 'name') ?? '';
  const sameNames = before?.name === name && before.bridge === bridge;
  return { uuid, name, row, bridge, labels: sameNames ? before.labels : [daemon, bridge, name] };
}

function interfaceOf(
  port: Port,
  uuid: string,
  row: Row | undefined,
  rxQueues: ReadonlyMap<string, RxQueues>,
  known: Known,
): Interface | undefined {
  if (row === undefined) return undefined;
  const before = known.interfaces.get(uuid);
  const name = textIn(row, 'name') ?? '';
  const queues = rxQueues.get(name);
  if (before?.row === row && before.port === port && sameQueues(before.rxQueues, queues)) return before;
  const sameNames = before?.name === name && before.port.labels === port.labels;
  return { uuid, name, row, port, rxQueues: queues, labels: sameNames ? before.labels : [...port.labels, name] };
}

function sameQueues(a: RxQueues | undefined, b: RxQueues | undefined): boolean {
  return a?.requested === b?.requested && a?.configured === b?.configured;
}
