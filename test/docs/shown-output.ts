/** What pages show for what is different every time, and what may stand there. */
const TIME = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?/;
const ID = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b/;
const PIECES = new RegExp(`${TIME.source}|${ID.source}|…|\\s+`, 'g');

/** Ids as a page shows them, and as they really are. */
export type Ids = ReadonlyMap<string, string>;

/** The text with the ids that there really are in place of those that the page shows. */
export function withRealIds(text: string, ids: Ids): string {
  return text.replaceAll(new RegExp(ID.source, 'g'), (shown) => ids.get(shown) ?? shown);
}

/**
 * Whether a program has written what a page shows: these lines, in this order, others between them only where the page has
 * a line `…`. Within a line `…` is anything, times are any times, ids are any ids, but the same ones wherever the page
 * shows the same; how wide spaces are is left to the widths of names. Gives all ids that are known then, or what is
 * missing.
 */
export function compareOutput(
  shown: string,
  written: string,
  known: Ids,
): { readonly ids: Ids } | { readonly missing: string } {
  const lines = written.split('\n').map((line) => line.trim());
  const ids = new Map(known);
  let place = 0;
  let mayLeaveOut = true;
  for (const line of shown.split('\n').map((one) => one.trim())) {
    if (line === '…') {
      mayLeaveOut = true;
      continue;
    }
    if (line === '') continue;
    const found = lines.findIndex(
      (one, index) => index >= place && (mayLeaveOut || skipped(lines, place, index)) && fits(line, one, ids),
    );
    if (found === -1) return { missing: line };
    place = found + 1;
    mayLeaveOut = false;
  }
  return { ids };
}

/** Whether there are only empty lines between. */
function skipped(lines: readonly string[], from: number, to: number): boolean {
  return lines.slice(from, to).every((line) => line === '');
}

/** Learns the ids of a line that fits. */
function fits(shown: string, line: string, ids: Map<string, string>): boolean {
  const learned: string[] = [];
  const pattern = shown.split(new RegExp(`(${PIECES.source})`)).map((piece) => patternOf(piece, ids, learned));
  const found = new RegExp(`^${pattern.join('')}$`).exec(line);
  if (found === null) return false;
  for (const [index, id] of learned.entries()) ids.set(id, found[index + 1] ?? '');
  return true;
}

function patternOf(piece: string, ids: Ids, learned: string[]): string {
  if (piece === '…') return '.*';
  if (/^\s+$/.test(piece)) return '\\s+';
  if (new RegExp(`^(?:${TIME.source})$`).test(piece)) return TIME.source;
  if (!new RegExp(`^(?:${ID.source})$`).test(piece)) return RegExp.escape(piece);
  const known = ids.get(piece);
  if (known !== undefined) return RegExp.escape(known);
  if (learned.includes(piece)) return `\\${learned.indexOf(piece) + 1}`;
  learned.push(piece);
  return '([0-9a-f]{8})';
}
