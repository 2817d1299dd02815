import { ParseError } from '../../../core/errors.ts';

/** The counters of one namespace's devices. Rows are kept flat: one list of numbers, one offset for each device. */
export type NetDev = {
  /** `receive bytes`, `transmit carrier`: direction and column as the header names them. */
  readonly columns: readonly string[];
  /** Every device in the file, also those whose counters were not wanted. */
  readonly names: readonly string[];
  /** Where a device's numbers begin in `values`. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly values: readonly number[];
};

//  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
const HEADER = /^\s*face\s*\|([^|]+)\|([^|]+)$/;
const NEEDED = ['receive bytes', 'receive packets', 'transmit bytes', 'transmit packets'];

const SPACE = 32;
const ZERO = 48;
const NINE = 57;
/** Digits that a number can have and still be exact. */
const EXACT_DIGITS = 15;

/**
 * `/proc/net/dev` (kernel, net/core/net-procfs.c): a header of two lines, then a line for each device, such as
 * `  eth0: 888758322   28392    0    0    0     0          0         0  1940984   16222    0    0    0     0       0          0`
 * where old kernels leave no space behind the colon.
 * @param wanted whether a device's numbers are to be read; names are always
 * @throws ParseError on a header without the columns that every kernel has, and on a line that does not fit the header
 */
export function parseNetDev(text: string, file: string, wanted: (name: string) => boolean): NetDev {
  const first = text.indexOf('\n') + 1;
  const second = text.indexOf('\n', first);
  const columns = columnsOf(second < 0 ? '' : text.slice(first, second), file);
  const names: string[] = [];
  const offsets = new Map<string, number>();
  const values: number[] = [];
  let line = 2;
  for (let at = second + 1; at < text.length; ) {
    line += 1;
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    let start = at;
    while (text.charCodeAt(start) === SPACE) start += 1;
    const colon = text.indexOf(':', start);
    if (colon <= start || colon >= end) {
      throw new ParseError(file, line, 'a device and its counters', text.slice(at, end));
    }
    const name = text.slice(start, colon);
    names.push(name);
    if (wanted(name)) {
      offsets.set(name, values.length);
      readNumbers(text, colon + 1, end, columns.length, values, file, line);
    }
    at = end + 1;
  }
  return { columns, names, offsets, values };
}

function columnsOf(header: string, file: string): readonly string[] {
  const [, receive, transmit] = HEADER.exec(header) ?? [];
  if (receive === undefined || transmit === undefined) {
    throw new ParseError(file, 2, 'the columns of a receive and a transmit side', header);
  }
  const columns = [...side('receive', receive), ...side('transmit', transmit)];
  for (const name of NEEDED) {
    if (!columns.includes(name)) throw new ParseError(file, 2, `a column for ${name}`, header);
  }
  return columns;
}

function side(direction: string, names: string): string[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => `${direction} ${name}`);
}

/** Adds exactly `count` numbers to `values`. Written by hand because a host has tens of thousands of them at every poll. */
function readNumbers(
  text: string,
  from: number,
  end: number,
  count: number,
  values: number[],
  file: string,
  line: number,
): void {
  const before = values.length;
  let at = from;
  while (at < end) {
    if (text.charCodeAt(at) === SPACE) {
      at += 1;
      continue;
    }
    const start = at;
    let number = 0;
    for (; at < end; at += 1) {
      const digit = text.charCodeAt(at);
      if (digit < ZERO || digit > NINE) break;
      number = number * 10 + (digit - ZERO);
    }
    const after = at < end ? text.charCodeAt(at) : SPACE;
    if (at === start || after !== SPACE) {
      throw new ParseError(file, line, 'whole numbers', text.slice(from, end).trim());
    }
    values.push(at - start <= EXACT_DIGITS ? number : Number(text.slice(start, at)));
  }
  if (values.length - before !== count) {
    throw new ParseError(file, line, `${count} numbers`, text.slice(from, end).trim());
  }
}
