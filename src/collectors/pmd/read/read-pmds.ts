import { isAbsent, messageOf } from '../../../core/errors.ts';
import { parseNumbers } from '../../../core/number-list.ts';
import type { Host, Tables, TablesRequest } from '../../../host/host.ts';
import { ask, askIfThere } from '../../../ovs/ask.ts';
import type { OvsDaemon } from '../../../ovs/daemons.ts';
import { parseDatapaths } from '../../../ovs/datapaths.ts';
import { type PolledQueues, parseRxQueues } from '../../../ovs/threads/rx-queues.ts';
import { joined, sameThread, type ThreadReport } from '../../../ovs/threads/thread-report.ts';
import { parseThreadReports } from '../../../ovs/threads/thread-reports.ts';
import { judgeLoads, loadOf } from '../judge/load.ts';
import { placementsOf } from '../judge/placements.ts';
import { type MaxSleep, parseMaxSleeps } from '../parse/max-sleep.ts';
import type { ContextSwitches, Pmd, Reading } from '../reading.ts';
import { balancingOf } from './balancing.ts';
import type { SwitchCounter } from './context-switches.ts';
import { portsOf } from './ports.ts';

export type Sources = {
  readonly host: Host;
  readonly histograms: boolean;
  readonly switches: SwitchCounter;
  /** Milliseconds that never go backwards. */
  readonly clock: () => number;
};

/** Bridges of type netdev share one datapath, whose name is made of their type (ovs, ofproto/ofproto-dpif.c). */
const DATAPATH = 'netdev@ovs-netdev';
// please specify an existing datapath
const NO_DATAPATH = /existing datapath/;
const ISOLATED = '/sys/devices/system/cpu/isolated';

const tablesWanted: TablesRequest = {
  database: 'Open_vSwitch',
  tables: { Open_vSwitch: ['other_config'], Interface: ['name', 'type', 'status', 'options'] },
};

/** Reads the threads of a daemon's userspace datapath; `undefined` when it has none. */
export async function readPmds(
  sources: Sources,
  daemon: OvsDaemon,
  before: Reading | undefined,
  signal: AbortSignal,
): Promise<Reading | undefined> {
  const { host } = sources;
  const stats = await askIfThere(host, daemon, ['dpif-netdev/pmd-stats-show'], signal, NO_DATAPATH);
  if (stats === undefined) return undefined;
  const now = sources.clock();
  const problems: string[] = [];
  const optional = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      problems.push(messageOf(error));
      return undefined;
    }
  };
  const reports = parseThreadReports(stats.text, stats.command);
  const cores = reports.flatMap(({ thread }) => thread.core ?? []);
  const [perf, polled, sleeps, datapaths, tables, switches, isolated] = await Promise.all([
    optional(readPerf(sources, daemon, signal)),
    optional(ask(host, daemon, ['dpif-netdev/pmd-rxq-show'], signal).then((p) => parseRxQueues(p.text, p.command))),
    optional(readSleeps(host, daemon, signal)),
    optional(ask(host, daemon, ['dpctl/show', DATAPATH], signal).then(parseDatapaths)),
    optional(host.tables(daemon.database, tablesWanted, signal)),
    optional(ifThere(sources.switches(daemon.pid, cores, signal))),
    optional(ifThere(host.readText(ISOLATED, signal).then((text) => new Set(parseNumbers(text, ISOLATED))))),
  ]);
  signal.throwIfAborted();
  const found: Found = { perf: perf ?? [], polled: polled ?? [], sleeps: sleeps ?? [], switches, isolated };
  const loads = new Map(before?.pmds.map(({ core, load }) => [core, load]));
  const pmds = reports.flatMap((report): readonly Pmd[] => {
    const pmd = pmdOf(report, found);
    return pmd === undefined ? [] : [{ ...pmd, load: loadOf(pmd, loads.get(pmd.core), now) }];
  });
  const ports = portsOf(datapaths?.[0], rowsOf(tables, 'Interface'));
  const judged = judgeLoads(pmds, loads);
  return {
    pmds: judged,
    main: reports.find(({ thread }) => thread.kind === 'main'),
    ports,
    placements: polled === undefined ? [] : placementsOf(judged, ports),
    balancing: balancingOf(rowsOf(tables, 'Open_vSwitch')[0]),
    problems,
  };
}

/** A daemon in another pid namespace has no process of its number here, and some kernels isolate no CPUs. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function readPerf({ host, histograms }: Sources, daemon: OvsDaemon, signal: AbortSignal) {
  const options = histograms ? [] : ['-nh'];
  const perf = await askIfThere(host, daemon, ['dpif-netdev/pmd-perf-show', ...options], signal);
  return perf && parseThreadReports(perf.text, perf.command);
}

async function readSleeps(host: Host, daemon: OvsDaemon, signal: AbortSignal) {
  const sleeps = await askIfThere(host, daemon, ['dpif-netdev/pmd-sleep-show'], signal);
  return sleeps && parseMaxSleeps(sleeps.text, sleeps.command);
}

type Found = {
  readonly perf: readonly ThreadReport[];
  readonly polled: readonly PolledQueues[];
  readonly sleeps: readonly MaxSleep[];
  readonly switches: ReadonlyMap<number, ContextSwitches> | undefined;
  readonly isolated: ReadonlySet<number> | undefined;
};

/** All that was told of a PMD; `undefined` for the main thread. */
function pmdOf(report: ThreadReport, found: Found): Omit<Pmd, 'load'> | undefined {
  const { kind, core, node } = report.thread;
  if (kind !== 'pmd' || core === undefined) return undefined;
  const ofThis = <T extends { readonly thread: ThreadReport['thread'] }>(all: readonly T[]) =>
    all.find(({ thread }) => sameThread(thread, report.thread));
  const polled = ofThis(found.polled);
  return {
    core,
    node,
    report: joined(report, ofThis(found.perf)),
    isolated: polled?.isolated,
    overhead: polled?.overhead,
    queues: polled?.queues,
    maxSleepSeconds: ofThis(found.sleeps)?.seconds,
    switches: found.switches?.get(core),
    cpuIsolated: found.isolated?.has(core),
  };
}

function rowsOf(tables: Tables | undefined, table: string) {
  return [...(tables?.[table]?.values() ?? [])];
}
