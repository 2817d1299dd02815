import { z } from 'zod';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

/** `64MiB`, `1.5 GB`, `4096`. */
const SIZE = /^(\d+(?:\.\d+)?) ?(|B|[kMGT]B|[KMGT]iB)$/;

export type ByteSizeBounds = { readonly min?: number; readonly max?: number };

/** The bytes in a text such as `64MiB`, `1.5GB` or `4096`; `undefined` when it is no size. */
export function parseByteSize(text: string): number | undefined {
  const [, amount, unit] = SIZE.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Math.round(Number(amount) * (UNITS.get(unit) ?? Number.NaN));
}

/** A setting that is written `64MiB`, `1GB` or as a number of bytes, and read as bytes. Give its default with `.prefault('64MiB')`. */
export function byteSize({ min = 0, max = 2 ** 50 }: ByteSizeBounds = {}): z.ZodType<number, string | number> {
  const expected = { error: 'expected a size such as 64MiB, 1GB or 4096 (bytes)' };
  return z
    .union([z.string().regex(SIZE, expected), z.int(expected).min(0, expected)], expected)
    .transform((value, context) => {
      const bytes = typeof value === 'number' ? value : parseByteSize(value);
      if (bytes !== undefined && bytes >= min && bytes <= max) return bytes;
      const bounds = `between ${formatByteSize(min)} and ${formatByteSize(max)}`;
      context.issues.push({ code: 'custom', input: value, message: `expected a size ${bounds}` });
      return z.NEVER;
    })
    .meta({ title: 'size', examples: ['64MiB', '1GB'] });
}

/** The largest binary unit that leaves at most one decimal: `67108864` is `64MiB`, `1536` is `1.5KiB`. */
export function formatByteSize(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB']) {
    const size = UNITS.get(unit) ?? Number.NaN;
    if (bytes >= size) return `${Math.round((bytes / size) * 10) / 10}${unit}`;
  }
  return `${bytes}B`;
}
