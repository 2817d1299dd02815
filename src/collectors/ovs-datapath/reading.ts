import { messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { ask, askIfThere, type Printed } from '../../ovs/ask.ts';
import { parseCoverage } from '../../ovs/coverage.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';
import { type Datapath, parseDatapaths } from '../../ovs/datapaths.ts';
import { parseMemory } from './memory.ts';
import { parseOffloadStatistics } from './offload-statistics.ts';
import { parseUpcalls, type Upcalls } from './upcalls.ts';

/** One datapath with all that is known of it. */
export type DatapathReading = {
  readonly datapath: Datapath;
  readonly upcalls: Upcalls | undefined;
  /** Where hardware offload is on. */
  readonly offload: ReadonlyMap<string, number> | undefined;
  /** Packets lost since the last reading. */
  readonly newlyLost: number;
  readonly isAtFlowLimit: boolean;
};

export type Reading = {
  readonly datapaths: readonly DatapathReading[];
  readonly coverage: ReadonlyMap<string, number> | undefined;
  readonly memory: ReadonlyMap<string, number> | undefined;
  readonly problems: readonly string[];
};

/** Without any datapath, and without the kernel's module, the command fails and prints nothing. */
const NO_DATAPATH = /: $/;
// ovs-vswitchd: retrieving offload statistics (Invalid argument)
const NO_OFFLOAD = /offload statistics|not supported|not found/i;
/** Flows have reached their limit until there are this much fewer, so that a table at its limit is one event and not many. */
const ROOM = 0.95;

/** Reads the datapaths of a daemon; `undefined` when it has none. */
export async function readDatapaths(
  host: Host,
  daemon: OvsDaemon,
  before: Reading | undefined,
  signal: AbortSignal,
): Promise<Reading | undefined> {
  const problems: string[] = [];
  const optional = async <T>(asking: Promise<Printed | undefined>, parse: (printed: Printed) => T) => {
    try {
      const printed = await asking;
      return printed && parse(printed);
    } catch (error) {
      problems.push(messageOf(error));
      return undefined;
    }
  };
  const [datapaths, upcalls, coverage, memory] = await Promise.all([
    askIfThere(host, daemon, ['dpctl/show'], signal, NO_DATAPATH).then((shown) => (shown ? parseDatapaths(shown) : [])),
    optional(ask(host, daemon, ['upcall/show'], signal), parseUpcalls),
    optional(ask(host, daemon, ['coverage/show'], signal), parseCoverage),
    optional(ask(host, daemon, ['memory/show'], signal), parseMemory),
  ]);
  const offloads = await Promise.all(
    datapaths.map(({ name }) =>
      optional(
        askIfThere(host, daemon, ['dpctl/offload-stats-show', name], signal, NO_OFFLOAD),
        parseOffloadStatistics,
      ),
    ),
  );
  signal.throwIfAborted();
  if (datapaths.length === 0 && problems.length === 0) return undefined;
  const readings = datapaths.map((datapath, index) => {
    const earlier = before?.datapaths.find((one) => one.datapath.name === datapath.name);
    return readingOf(
      datapath,
      upcalls?.find((one) => one.datapath === datapath.name),
      offloads[index],
      earlier,
    );
  });
  return { datapaths: readings, coverage, memory, problems };
}

function readingOf(
  datapath: Datapath,
  upcalls: Upcalls | undefined,
  offload: ReadonlyMap<string, number> | undefined,
  earlier: DatapathReading | undefined,
): DatapathReading {
  const lostBefore = earlier?.datapath.lost;
  return {
    datapath,
    upcalls,
    offload,
    newlyLost: lostBefore === undefined ? 0 : Math.max(0, (datapath.lost ?? 0) - lostBefore),
    isAtFlowLimit: isAtLimit(upcalls, earlier?.isAtFlowLimit ?? false),
  };
}

function isAtLimit(upcalls: Upcalls | undefined, before: boolean): boolean {
  if (upcalls === undefined) return before;
  return upcalls.flows.current >= upcalls.flows.limit * (before ? ROOM : 1);
}
