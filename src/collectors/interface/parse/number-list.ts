import { ParseError } from '../../../core/errors.ts';

export type NumberRange = { readonly first: number; readonly last: number };

// 0-3
const RANGE = /^(\d+)(?:-(\d+))?$/;

/**
 * Numbers and ranges of them with commas between, as the kernel writes lists of CPUs and of ports: `0-3,8`, `8080,9000-9010`.
 * Blank text is an empty list.
 * @throws ParseError
 */
export function parseNumberList(text: string, file: string): readonly NumberRange[] {
  const list = text.trim();
  if (list === '') return [];
  return list.split(',').map((item) => {
    const [, low, high] = RANGE.exec(item) ?? [];
    const first = Number(low);
    const last = Number(high ?? low);
    if (low === undefined || last < first) throw new ParseError(file, 1, 'numbers and ranges such as 1,3-5', list);
    return { first, last };
  });
}
