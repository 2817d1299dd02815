import { messageOf } from '../../../core/errors.ts';
import type { Host, Tables } from '../../../host/host.ts';
import { inAnswerTime } from '../../../ovs/answer-time.ts';
import { ask } from '../../../ovs/ask.ts';
import { numberAt, numberIn } from '../../../ovs/row-values.ts';
import type { Switch } from '../../../ovs/switches.ts';
import { rowsOf } from '../model/model.ts';
import { parseRxQueues, type RxQueues } from '../parse/dpif-show.ts';
import { parseVersion } from '../parse/version.ts';
import { type FlowsRead, readFlows } from './read-flows.ts';
import { figureTables, stateTables } from './requests.ts';

/** What a daemon said of itself, or why it did not. */
export type DaemonAnswer = { readonly pid: number | undefined } & (
  | { readonly version: string }
  | { readonly failure: unknown }
);

/** What one switch answered. */
export type SwitchAnswer = {
  readonly vswitchd: DaemonAnswer;
  readonly ovsdb: DaemonAnswer;
  /** The database, or why it is not known. Nobody keeps it up to date while vswitchd is away: then it is not asked. */
  readonly database: { readonly state: Tables; readonly figures: Tables } | { readonly failure: unknown };
  readonly rxQueues: RxQueuesRead;
  /** Not there when the database is not known. */
  readonly flows?: FlowsRead;
  readonly problems: readonly string[];
};

/** What need not be asked again. */
export type KnownAnswers = { readonly rxQueues: RxQueuesRead | undefined; readonly flows: FlowsRead | undefined };

/** Rx queues by interface, and the number of the configuration that was applied when they were read. */
export type RxQueuesRead = {
  readonly queues: ReadonlyMap<string, RxQueues>;
  readonly configuration: number | undefined;
};

const noQueues: RxQueuesRead = { queues: new Map(), configuration: undefined };

/**
 * Asks the daemons of one switch. Rejects only when the signal is aborted.
 * @param known the rx queues as they were last read, good for as long as the configuration stays, and the flows, good
 * for as long as the process does; without, the flows are asked for, and the rx queues where the database does not
 * tell them
 */
export async function readSwitch(
  host: Host,
  found: Switch,
  known: KnownAnswers,
  signal: AbortSignal,
): Promise<SwitchAnswer> {
  const [vswitchd, ovsdb] = await Promise.all([
    askDaemon(host, found, 'vswitchd', signal),
    askDaemon(host, found, 'ovsdb', signal),
  ]);
  const nothing = { vswitchd, ovsdb, rxQueues: noQueues, problems: [] };
  if ('failure' in vswitchd) return { ...nothing, database: { failure: vswitchd.failure } };
  const database = await readDatabase(host, found.database, signal);
  if ('failure' in database) return { ...nothing, database };
  const [rxQueues, flows] = await Promise.all([
    readQueues(host, found, database.state, known.rxQueues, signal),
    flowsOf(host, found, database.state, known.flows, signal),
  ]);
  const answer = { vswitchd, ovsdb, database, ...(flows === undefined ? {} : { flows }) };
  const problems = flows?.problems ?? [];
  return typeof rxQueues === 'string'
    ? { ...answer, rxQueues: noQueues, problems: [rxQueues, ...problems] }
    : { ...answer, rxQueues, problems };
}

/** The rx queues, or why they are not known. */
async function readQueues(
  host: Host,
  found: Switch,
  state: Tables,
  known: RxQueuesRead | undefined,
  signal: AbortSignal,
): Promise<RxQueuesRead | string> {
  const configuration = configurationOf(state);
  if (known !== undefined && known.configuration === configuration) return known;
  if (!asksForQueues(state)) return { ...noQueues, configuration };
  const queues = await askQueues(host, found, signal);
  return typeof queues === 'string' ? queues : { queues, configuration };
}

async function flowsOf(
  host: Host,
  { vswitchd }: Switch,
  state: Tables,
  known: FlowsRead | undefined,
  signal: AbortSignal,
): Promise<FlowsRead | undefined> {
  if (vswitchd === undefined || known?.pid === vswitchd.pid) return known;
  return await readFlows(host, vswitchd, state, signal);
}

function configurationOf(tables: Tables): number | undefined {
  const [root = {}] = rowsOf(tables, 'Open_vSwitch').values();
  return numberIn(root, 'cur_cfg');
}

async function askDaemon(
  host: Host,
  found: Switch,
  kind: 'vswitchd' | 'ovsdb',
  signal: AbortSignal,
): Promise<DaemonAnswer> {
  const daemon = found[kind];
  const name = kind === 'vswitchd' ? 'ovs-vswitchd' : 'ovsdb-server';
  if (daemon === undefined) {
    return { pid: undefined, failure: new Error(`${name} is not running: no pid file in ${found.runDirectory}`) };
  }
  try {
    const { text } = await ask(host, daemon, ['version'], inAnswerTime(signal));
    return { pid: daemon.pid, version: parseVersion(text) };
  } catch (error) {
    signal.throwIfAborted();
    return { pid: daemon.pid, failure: new Error(`${name} does not answer: ${messageOf(error)}`, { cause: error }) };
  }
}

async function readDatabase(host: Host, socket: string, signal: AbortSignal): Promise<SwitchAnswer['database']> {
  try {
    const limited = inAnswerTime(signal);
    const [state, figures] = await Promise.all([
      host.tables(socket, stateTables, limited),
      host.tables(socket, figureTables, limited),
    ]);
    return { state, figures };
  } catch (failure) {
    signal.throwIfAborted();
    return { failure };
  }
}

/** Whether somebody asked for a number of rx queues and the database does not tell how many there are. */
function asksForQueues(tables: Tables): boolean {
  for (const row of rowsOf(tables, 'Interface').values()) {
    if (numberAt(row, 'options', 'n_rxq') !== undefined && numberAt(row, 'status', 'n_rxq') === undefined) return true;
  }
  return false;
}

/** The rx queues, or why they are not known. */
async function askQueues(
  host: Host,
  { vswitchd }: Switch,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RxQueues> | string> {
  if (vswitchd === undefined) return noQueues.queues;
  try {
    const { text } = await ask(host, vswitchd, ['dpif/show'], inAnswerTime(signal));
    return parseRxQueues(text);
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}
