import { ParseError } from '../../core/errors.ts';
import type { Histogram } from '../../core/metric.ts';
import { integer } from '../../core/text.ts';
import type { Line } from './thread-blocks.ts';
import { type HistogramName, histogramNames, type ThreadCounters } from './thread-report.ts';

const OVERFLOW = '>';
const RULE = '---';

/**
 * The table of histograms in `pmd-perf-show` (ovs, lib/dpif-netdev-perf.c `pmd_perf_format_histograms`): for each column
 * of its head a bound, inclusive, and how often a value fell below it and above the one before. The means below the
 * table are left alone: they are rounded, and a sum made of them could fall.
 *
 *     cycles/it              packets/it             cycles/pkt             pkts/batch             max vhost qlen …
 *     499       8            0         95677        100       0            0         0            0         95699 …
 *     >         3            >         0            >         20           >         0            >         0     …
 *
 * @param lines those behind the word `Histograms`
 * @param counters of the same text, whose totals are the sums of two of the histograms
 */
export function parseHistograms(
  lines: readonly Line[],
  file: string,
  counters: ThreadCounters,
): ReadonlyMap<HistogramName, Histogram> {
  const [head, ...rest] = lines;
  const names = head?.text.trim().split(/\s{2,}/) ?? [];
  const end = rest.findIndex(({ text }) => text.startsWith(RULE));
  const rows = (end === -1 ? rest : rest.slice(0, end)).map((line) => cellsOf(line, names.length, file));
  if (head === undefined || rows.length === 0) throw new ParseError(file, head?.number ?? 0, 'a table of histograms');
  const histograms = new Map<HistogramName, Histogram>();
  for (const [column, name] of names.entries()) {
    const known = histogramNames.find((one) => one === name);
    if (known !== undefined) histograms.set(known, histogramOf(rows, column * 2, file, sumOf(known, counters)));
  }
  return histograms;
}

type Row = { readonly cells: readonly string[]; readonly line: number };

function cellsOf({ text, number }: Line, columns: number, file: string): Row {
  const cells = text.trim().split(/\s+/);
  if (cells.length !== columns * 2) {
    throw new ParseError(file, number, `a bound and a number for each of ${columns} histograms`, text);
  }
  return { cells, line: number };
}

function histogramOf(rows: readonly Row[], at: number, file: string, sum: number | undefined): Histogram {
  const bounds: number[] = [];
  const cumulative: number[] = [];
  let count = 0;
  for (const { cells, line } of rows) {
    const place = { file, line };
    const bound = cells[at];
    count += integer(cells[at + 1], place, 'how often a value fell into a bucket');
    if (bound === OVERFLOW) continue;
    bounds.push(integer(bound, place, 'the bound of a bucket'));
    cumulative.push(count);
  }
  return { bounds, cumulative, count, sum };
}

function sumOf(name: HistogramName, { usedCycles, rxPackets }: ThreadCounters): number | undefined {
  if (name === 'cycles/it') return usedCycles;
  return name === 'packets/it' ? rxPackets : undefined;
}
