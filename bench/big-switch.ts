import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../src/core/json.ts';
import { callFile, ERROR, errorText, tablesFile } from '../src/host/recording.ts';

/** What the big switch consists of. */
export const big = { pmds: 64, interfaces: 2_000 } as const;

export type BigSwitch = {
  /** The folder of the recorded host. */
  readonly root: string;
  /** What the threads' commands print, and the rows as JSON. */
  readonly threads: readonly string[];
  readonly rows: string;
};

const collectors = path.join(import.meta.dirname, '../src/collectors');
const DATABASE = 'Open_vSwitch';
const SOCKETS = '/run/openvswitch';

/** Writes a recorded host with a switch made by copying threads and interfaces that were recorded from a real one. */
export function writeBigSwitch(): BigSwitch {
  const root = mkdtempSync(path.join(tmpdir(), 'netsteward-bench-'));
  cpSync(path.join(collectors, 'ovs/fixtures/hosts/3.1-dpdk'), root, { recursive: true });
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const rowsFile = `${tablesFile(`${SOCKETS}/db.sock`, DATABASE)}.json`;
  const rows = JSON.stringify(withInterfaces(objectIn(JSON.parse(readFileSync(path.join(root, rowsFile), 'utf8')))));
  write(rowsFile, rows);
  const printed = {
    'dpif-netdev/pmd-stats-show': withThreads(recorded('pmd/fixtures/pmd-stats-3.1.txt')),
    'dpif-netdev/pmd-perf-show': withThreads(recorded('pmd/fixtures/pmd-perf-3.1.txt')),
    'dpif-netdev/pmd-rxq-show': withThreads(recorded('../ovs/fixtures/pmd-rxq-3.1.txt')),
  };
  const call = (method: string, ...params: readonly string[]) =>
    callFile(`${SOCKETS}/ovs-vswitchd.1.ctl`, method, params);
  for (const [method, text] of Object.entries(printed)) write(`${call(method)}.json`, JSON.stringify(text));
  const datapath = recorded('../ovs/fixtures/dpctl-show-with-statistics-3.1.txt');
  write(`${call('dpctl/show', 'netdev@ovs-netdev')}.json`, JSON.stringify(datapath));
  // Open vSwitch has it since 3.2.
  const sleeps = 'dpif-netdev/pmd-sleep-show';
  write(`${call(sleeps)}${ERROR}`, errorText('refused', `"${sleeps}" is not a valid command`));
  return { root, threads: Object.values(printed), rows };
}

function recorded(file: string): string {
  return readFileSync(path.join(collectors, file), 'utf8');
}

// pmd thread numa_id 0 core_id 0:
const THREAD = /^pmd thread numa_id \d+ core_id \d+:/m;

/** The text with its PMDs again and again, each on another core, half of them on another NUMA node. */
function withThreads(text: string): string {
  const [head = '', ...blocks] = text.split(new RegExp(`(?=${THREAD.source})`, 'm'));
  const [last = '', tail = ''] = (blocks.at(-1) ?? '').split(/(?=^main thread)/m);
  const templates = [...blocks.slice(0, -1), last];
  const copies = Array.from({ length: big.pmds }, (_, core) =>
    (templates[core % templates.length] ?? '').replace(
      THREAD,
      `pmd thread numa_id ${core < big.pmds / 2 ? 0 : 1} core_id ${core}:`,
    ),
  );
  return `${head}${copies.join('')}${tail}`;
}

/** The rows with interfaces again and again, each a port of its own. */
function withInterfaces(tables: JsonObject): Json {
  const templates = Object.values(objectIn(tables.Interface)).map(objectIn);
  const copies = Array.from({ length: big.interfaces }, (_, index) => {
    const suffix = index.toString(16).padStart(12, '0');
    const name = `if${index}`;
    return { name, id: `00000000-0000-4000-8000-${suffix}`, port: `00000000-0000-4000-9000-${suffix}`, index };
  });
  const [plain] = Object.values(objectIn(tables.Port)).map(objectIn);
  const [uuid = '', bridge] = Object.entries(objectIn(tables.Bridge))[0] ?? [];
  return {
    ...tables,
    Bridge: { [uuid]: { ...objectIn(bridge), ports: copies.map(({ port }) => port) } },
    Port: Object.fromEntries(copies.map(({ name, id, port }) => [port, { ...plain, name, interfaces: [id] }])),
    Interface: Object.fromEntries(
      copies.map(({ name, id, index }) => [id, { ...templates[index % templates.length], name, ofport: index + 1 }]),
    ),
  };
}

function objectIn(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new TypeError('the recording has no such rows');
  return value;
}
