import { messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { ask, askIfThere, type Printed } from '../../ovs/ask.ts';
import { parseCoverage } from '../../ovs/coverage.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';
import { type Fragments, parseFragments } from './fragments.ts';
import { parseNumber, parseZoneLimits, type ZoneLimits } from './limits.ts';

/** The connection tracking of one userspace datapath. What its version can't tell is not there. */
export type Reading = {
  readonly connections: number;
  readonly limit: number | undefined;
  readonly zones: ZoneLimits | undefined;
  readonly fragments: Fragments | undefined;
  /** Whether TCP sequence numbers are checked. */
  readonly sequenceChecking: boolean | undefined;
  /** Counters of events by name, without the prefix `conntrack_`; those never hit are missing. */
  readonly events: ReadonlyMap<string, number>;
  /** Connections refused because the table was full; 0 is known to be 0. */
  readonly refused: number | undefined;
  /** How many of them since the last reading. */
  readonly newlyRefused: number;
  readonly isFull: boolean;
  readonly problems: readonly string[];
};

/** Bridges of type netdev share one datapath, whose name is made of their type (ovs, ofproto/ofproto-dpif.c). */
const DATAPATH = 'netdev@ovs-netdev';
// ovs-vswitchd: datapath not found (Invalid argument)
const NO_DATAPATH = /datapath not found|no datapath|No such device/i;
// ovs-vswitchd: failed to get conntrack limit Operation not supported (Operation not supported)
const NOT_THERE = /not supported|not found|No such counter/i;
/** A table counts as full until it has this much room, so that one at its limit is one event and not many. */
const ROOM = 0.95;

/**
 * Reads what takes the same time however many connections there are. Statistics by protocol and state are made by
 * walking through all of them (`dpctl/ct-stats-show`, lib/dpctl.c `dpctl_ct_stats_show`), and so are not read.
 */
export async function readConntrack(
  host: Host,
  daemon: OvsDaemon,
  before: Reading | undefined,
  signal: AbortSignal,
): Promise<Reading | undefined> {
  const count = await askIfThere(host, daemon, ['dpctl/ct-get-nconns', DATAPATH], signal, NO_DATAPATH);
  if (count === undefined) return undefined;
  const problems: string[] = [];
  const optional = async <T>(argv: readonly [string, ...string[]], parse: (printed: Printed) => T) => {
    try {
      const printed = await askIfThere(host, daemon, argv, signal, NOT_THERE);
      return printed && parse(printed);
    } catch (error) {
      problems.push(messageOf(error));
      return undefined;
    }
  };
  const connections = parseNumber(count);
  const [limit, zones, fragments, sequenceChecking, full, events] = await Promise.all([
    optional(['dpctl/ct-get-maxconns', DATAPATH], parseNumber),
    optional(['dpctl/ct-get-limits', DATAPATH], parseZoneLimits),
    optional(['dpctl/ipf-get-status', DATAPATH], parseFragments),
    optional(['dpctl/ct-get-tcp-seq-chk', DATAPATH], ({ text }) => /\benabled\b/.test(text)),
    optional(['coverage/read-counter', 'conntrack_full'], parseNumber),
    ask(host, daemon, ['coverage/show'], signal).then(eventsOf),
  ]);
  // A call that failed for want of an answer fails the reading: the daemon, not the question, was the reason.
  signal.throwIfAborted();
  const refused = full ?? events.get('full');
  return {
    connections,
    limit,
    zones,
    fragments,
    sequenceChecking,
    events,
    refused,
    newlyRefused: before?.refused === undefined ? 0 : Math.max(0, (refused ?? 0) - before.refused),
    isFull: isFull(connections, limit, before?.isFull ?? false),
    problems,
  };
}

const PREFIX = 'conntrack_';

function eventsOf(printed: Printed): ReadonlyMap<string, number> {
  const ours = [...parseCoverage(printed)].filter(([name]) => name.startsWith(PREFIX));
  return new Map(ours.map(([name, total]) => [name.slice(PREFIX.length), total]));
}

function isFull(connections: number, limit: number | undefined, before: boolean): boolean {
  if (limit === undefined || limit === 0) return false;
  return connections >= limit * (before ? ROOM : 1);
}
