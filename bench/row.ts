/** One figure of a bench, beside the same figure of something well known, measured in the same run. */
export type Row = {
  readonly figure: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer?: { readonly name: string; readonly value: number };
  /** What `ours` should stay below. */
  readonly target?: number;
};

/** A bench: what it needs to be able to run here (`undefined`: nothing is missing), and its figures. */
export type Bench = { readonly missing: () => string | undefined; readonly run: () => Promise<readonly Row[]> };

const HEAD = ['figure', 'ours', 'peer', 'ours/peer', 'target'];

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.figure,
    `${round(row.ours)} ${row.unit}`,
    row.peer === undefined ? '' : `${round(row.peer.value)} ${row.unit} (${row.peer.name})`,
    row.peer === undefined || row.peer.value === 0 ? '' : round(row.ours / row.peer.value),
    row.target === undefined ? '' : `< ${row.target} ${row.ours < row.target ? 'met' : 'MISSED'}`,
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...cells.map((line) => (line[column] ?? '').length)));
  const line = (texts: readonly string[]) => `| ${texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Middle and 95th percentile of a series of measurements. */
export function spread(values: readonly number[]): { readonly median: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}
