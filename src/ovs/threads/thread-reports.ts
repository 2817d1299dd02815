import { ParseError } from '../../core/errors.ts';
import { decimal, integer } from '../../core/text.ts';
import { parseHistograms } from './histograms.ts';
import { type Line, type ThreadBlock, threadBlocks } from './thread-blocks.ts';
import { type CacheLevel, cacheLevels, type ThreadCounters, type ThreadReport } from './thread-report.ts';

//   packets received: 5019
//   idle cycles: 956326058 (99.65%)
// 	emc hits:17461158
//   - idle iterations:         95677  ( 99.6 % of used cycles)
//   - Megaflow hits:            2938  ( 58.5 %, 1.23 subtbl lookups/hit)
const FIELD = /^\s+(?:- )?(\S[^:]*?)\s*:\s*(\S+)(.*)$/;

// Measurement duration: 244.810 s
const DURATION = /^Measurement duration: (\S+) s$/;

type Field = { readonly value: string; readonly rest: string; readonly line: number };
type Fields = ReadonlyMap<string, Field>;

/**
 * The threads of the userspace datapath as `dpif-netdev/pmd-stats-show` or `pmd-perf-show` prints them (ovs-vswitchd(8);
 * ovs, lib/dpif-netdev.c `pmd_info_show_stats` and lib/dpif-netdev-perf.c `pmd_perf_format_overall_stats`). One
 * command's wording became the other's over the versions, so each is understood from both.
 */
export function parseThreadReports(text: string, command: string): readonly ThreadReport[] {
  return threadBlocks(text, command).map((block) => reportOf(block, command));
}

function reportOf(block: ThreadBlock, file: string): ThreadReport {
  const table = block.lines.findIndex(({ text }) => text === 'Histograms');
  const lines = table === -1 ? block.lines : block.lines.slice(0, table);
  const fields = fieldsOf(lines);
  const read = readerOf(fields, file);
  const counters = countersOf(read, durationOf(block, file));
  const hits = hitsOf(read);
  // Nothing is printed in the first millisecond of a measurement.
  if (lines.length > 0 && Object.keys(counters).length + hits.size === 0) {
    throw new ParseError(file, block.line + 1, 'counters of a thread', lines[0]?.text);
  }
  const histograms = table === -1 ? new Map() : parseHistograms(block.lines.slice(table + 1), file, counters);
  return { thread: block.thread, counters, hits, histograms };
}

function fieldsOf(lines: readonly Line[]): Fields {
  const fields = new Map<string, Field>();
  for (const { text, number } of lines) {
    const [, name, value, rest] = FIELD.exec(text) ?? [];
    if (name === undefined || value === undefined) continue;
    fields.set(name.toLowerCase(), { value, rest: rest ?? '', line: number });
  }
  return fields;
}

type Read = {
  /** The whole number behind the first of the names that was printed. */
  readonly count: (...names: string[]) => number | undefined;
  readonly average: (...names: string[]) => number | undefined;
  /** A number among the remarks behind a field: `(58.5 %, 1.23 subtbl lookups/hit)`. */
  readonly remark: (name: string, pattern: RegExp) => number | undefined;
};

function readerOf(fields: Fields, file: string): Read {
  const find = (names: readonly string[]) => {
    for (const name of names) {
      const field = fields.get(name);
      if (field !== undefined) return { ...field, name };
    }
    return undefined;
  };
  return {
    count: (...names) => {
      const field = find(names);
      return field && integer(field.value, { file, line: field.line }, `the number of ${field.name}`);
    },
    average: (...names) => {
      const field = find(names);
      return field && decimal(field.value, { file, line: field.line }, `the number of ${field.name}`);
    },
    remark: (name, pattern) => {
      const field = fields.get(name);
      const text = field === undefined ? undefined : pattern.exec(field.rest)?.[1];
      return field && text !== undefined
        ? decimal(text, { file, line: field.line }, `a number behind ${name}`)
        : undefined;
    },
  };
}

function hitsOf({ count }: Read): ReadonlyMap<CacheLevel, number> {
  const hits = cacheLevels.map((level) => [level, count(`${level} hits`)] as const);
  return new Map(hits.flatMap(([level, value]) => (value === undefined ? [] : [[level, value] as const])));
}

function countersOf({ count, average, remark }: Read, duration: number | undefined): ThreadCounters {
  const lost = count('miss with failed upcall', 'lost upcalls', 'lost');
  // Until 2.8 `miss` counts the lost ones too.
  const missed = count('miss');
  const rxPackets = count('packets received', 'rx packets');
  const recirculations = count('packet recirculations');
  const idleCycles = count('idle cycles', 'polling cycles');
  const busyCycles = count('processing cycles');
  const sleepMicroseconds = count('sleep time (us)');
  const microsecondsPerUpcall = remark('upcalls', /([\d.]+) us\/upcall/);
  return known({
    duration,
    rxPackets,
    recirculations,
    passes: count('datapath passes') ?? sum(rxPackets, recirculations),
    optimizedExtractions: count('mfex opt hits'),
    lookupsPerHit:
      average('avg. subtable lookups per megaflow hit', 'avg. subtable lookups per hit') ??
      remark('megaflow hits', /([\d.]+) subtbl lookups\/hit/),
    upcalls: count('miss with success upcall', 'upcalls') ?? (missed === undefined ? undefined : missed - (lost ?? 0)),
    lostUpcalls: lost,
    secondsPerUpcall: microsecondsPerUpcall === undefined ? undefined : microsecondsPerUpcall / 1e6,
    txPackets: count('tx packets'),
    txBatches: count('tx batches'),
    packetsPerBatch: average('avg. packets per output batch') ?? remark('tx batches', /([\d.]+) pkts\/batch/),
    idleCycles,
    busyCycles,
    usedCycles: count('used tsc cycles', 'cycles') ?? sum(idleCycles, busyCycles),
    iterations: count('iterations'),
    idleIterations: count('idle iterations', 'idle'),
    busyIterations: count('busy iterations', 'busy'),
    sleepIterations: count('sleep iterations'),
    sleepSeconds: sleepMicroseconds === undefined ? undefined : sleepMicroseconds / 1e6,
  });
}

function durationOf({ above }: ThreadBlock, file: string): number | undefined {
  for (const { text, number } of above) {
    const duration = DURATION.exec(text)?.[1];
    if (duration !== undefined) return decimal(duration, { file, line: number }, 'a number of seconds');
  }
  return undefined;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

type Counters = { readonly [Name in keyof ThreadCounters]?: number | undefined };

function known(counters: Counters): ThreadCounters {
  return Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== undefined));
}
