import { ParseError } from './errors.ts';

export type NumberRange = { readonly first: number; readonly last: number };

// 0-3
const RANGE = /^(\d+)(?:-(\d+))?$/;
/** No kernel has more CPUs, nodes or ports. */
const HIGHEST = 65_535;

/**
 * Numbers and ranges of them with commas between, as the kernel writes lists of CPUs, nodes and ports: `0-3,8`,
 * `8080,9000-9010`. Blank text is an empty list.
 * @throws ParseError
 */
export function parseNumberList(text: string, file: string): readonly NumberRange[] {
  const list = text.trim();
  if (list === '') return [];
  return list.split(',').map((item) => {
    const [, low, high] = RANGE.exec(item) ?? [];
    const first = Number(low);
    const last = Number(high ?? low);
    if (low === undefined || last < first || last > HIGHEST) {
      throw new ParseError(file, 1, 'numbers and ranges such as 1,3-5', list);
    }
    return { first, last };
  });
}

/**
 * The numbers of such a list one by one, each once, ascending.
 * @throws ParseError
 */
export function parseNumbers(text: string, file: string): readonly number[] {
  const numbers = new Set<number>();
  for (const { first, last } of parseNumberList(text, file)) {
    for (let number = first; number <= last; number += 1) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

/** Writes numbers as such a list, `0-3,8`. None is the empty text. */
export function formatNumbers(numbers: Iterable<number>): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && number === range.last + 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
