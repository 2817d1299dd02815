/** Prometheus's duration: `1h30m`, units from the largest to the smallest, each once (prometheus/common, model/time.go). */
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const DAY = 86_400_000;
const UNITS: readonly number[] = [365 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1000, 1];

/** Milliseconds, or nothing when the text is no duration. */
export function durationMs(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || text === '') return undefined;
  return UNITS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

// 1_000.5e3, 0x1f, 017, Inf
const DECIMAL = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^[+-]?0x[\da-f_]+$/i;

/** A number as PromQL and Prometheus's own formats write it, or nothing. */
export function numberOf(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[+-]/, '').toLowerCase();
  if (bare === 'inf' || bare === 'infinity') return sign * Number.POSITIVE_INFINITY;
  if (bare === 'nan') return Number.NaN;
  if (HEXADECIMAL.test(text)) return sign * Number(bare.replaceAll('_', ''));
  // A whole number that begins with a nought is octal.
  if (/^0[0-7_]+$/.test(bare)) return sign * Number.parseInt(bare.replaceAll('_', ''), 8);
  return DECIMAL.test(text) ? sign * Number(bare.replaceAll('_', '')) : undefined;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

// \n \x41 \101 \u00e9 \U0001f600
const ESCAPE = /\\(?:x([\dA-Fa-f]{2})|([0-7]{3})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([\s\S]?))/g;

/**
 * The text behind a quoted string: Go's escapes in single and double quotes, none in backticks. Nothing when it is bad, or
 * when it is made of single bytes that are no characters.
 */
export function unquoted(literal: string): string | undefined {
  const inside = literal.slice(1, -1);
  if (literal.startsWith('`')) return inside;
  let bad = inside.includes('\n');
  const text = inside.replace(
    ESCAPE,
    (_, byte?: string, octal?: string, short?: string, long?: string, simple?: string): string => {
      if (simple !== undefined) {
        const known = SIMPLE[simple];
        bad ||= known === undefined;
        return known ?? '';
      }
      const point = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
      const isByte = byte !== undefined || octal !== undefined;
      bad ||= point > (isByte ? 0x7f : 0x10ffff) || (point >= 0xd800 && point <= 0xdfff);
      return bad ? '' : String.fromCodePoint(point);
    },
  );
  return bad ? undefined : text;
}
