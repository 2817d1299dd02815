import { ParseError } from '../core/errors.ts';
import { hexadecimal, integer, linesOf, type Place } from '../core/text.ts';

/** What the kernel counted in one network namespace. */
export type Statistics = {
  /** Entries in the table; `undefined` where the source does not say. */
  readonly entries: number | undefined;
  /**
   * The other columns by name, summed over the CPUs modulo 2^32. The kernel's counters have 32 bits and wrap one by one:
   * a plain sum would fall by 2^32 whenever one of them does, this one behaves like a single such counter.
   */
  readonly sums: ReadonlyMap<string, number>;
};

const WRAP = 2 ** 32;
const ENTRIES = 'entries';
const ZERO = '00000000';

/**
 * The text of /proc/net/stat/nf_conntrack (kernel, net/netfilter/nf_conntrack_standalone.c, `ct_cpu_seq_show`): a header
 * and one row of hexadecimal numbers for each possible CPU. The set of columns depends on the kernel's version; some
 * columns are separated by two blanks, and old kernels end a row with one.
 *
 *     entries  searched found new invalid ignore delete …
 *     0000003f  00000000 00000000 00000000 0000001a 00000000 00000000 …
 *
 * `entries` is the count of the whole namespace, repeated in each row and read anew for it: the last row is the newest.
 * Throws a ParseError when there is no `entries` column, no row, or a row that does not fit the header.
 */
export function parseStatistics(text: string, file: string): Statistics {
  const [header = '', ...rows] = linesOf(text);
  const names = words(header);
  const entriesColumn = names.indexOf(ENTRIES);
  if (entriesColumn < 0 || new Set(names).size !== names.length) {
    throw new ParseError(file, 1, 'a header of different column names, one of them entries', header);
  }
  if (rows.length === 0) throw new ParseError(file, 0, 'a row for each CPU');
  const totals = names.map(() => 0);
  let last: readonly number[] = [];
  for (const [index, row] of rows.entries()) {
    last = valuesOf(row, names, { file, line: index + 2 });
    for (const [column, value] of last.entries()) totals[column] = (totals[column] ?? 0) + value;
  }
  const sums = new Map(names.map((name, column) => [name, (totals[column] ?? 0) % WRAP]));
  sums.delete(ENTRIES);
  return { entries: last[entriesColumn], sums };
}

function valuesOf(row: string, names: readonly string[], place: Place): readonly number[] {
  const fields = words(row);
  if (fields.length !== names.length) throw new ParseError(place.file, place.line, `${names.length} columns`, row);
  // Nearly all are 0, and there may be hundreds of CPUs in each of hundreds of namespaces.
  return fields.map((field, column) => (field === ZERO ? 0 : counter(hexadecimal, field, place, names[column] ?? '')));
}

// drop=544
const PAIR = /^([a-z][a-z0-9_]*)=(\d+)$/;

/**
 * The output of `conntrack -S` (conntrack(8)), which asks over netlink: a line for each CPU, with the counters that the
 * kernel sent and this version of the program knows by name.
 *
 *     cpu=0   	found=0 invalid=0 insert=0 insert_failed=0 drop=544 early_drop=0 error=0 search_restart=0
 */
export function parseStatisticsCommand(text: string, command: string): Statistics {
  const rows = linesOf(text);
  if (rows.length === 0) throw new ParseError(command, 0, 'a line for each CPU');
  const sums = new Map<string, number>();
  let entries: number | undefined;
  for (const [index, row] of rows.entries()) {
    const place = { file: command, line: index + 1 };
    const [cpu, ...pairs] = words(row).map((pair) => pairOf(pair, place));
    if (cpu?.name !== 'cpu') throw new ParseError(command, place.line, 'cpu=number at the beginning of the line', row);
    for (const { name, value } of pairs) {
      if (name === ENTRIES) entries = value;
      else sums.set(name, ((sums.get(name) ?? 0) + value) % WRAP);
    }
  }
  return { entries, sums };
}

function pairOf(pair: string, place: Place): { readonly name: string; readonly value: number } {
  const [, name, value] = PAIR.exec(pair) ?? [];
  if (name === undefined) throw new ParseError(place.file, place.line, 'name=number', pair);
  return { name, value: counter(integer, value, place, name) };
}

type Numeral = (text: string | undefined, place: Place, what: string) => number;

function counter(numeral: Numeral, text: string | undefined, place: Place, name: string): number {
  const value = numeral(text, place, `the number ${name}`);
  if (value >= WRAP) throw new ParseError(place.file, place.line, `the number ${name} of 32 bits`, text);
  return value;
}

function words(line: string): string[] {
  return line.split(/[ \t]/).filter((word) => word !== '');
}
