export type TextTable = {
  readonly lines: readonly string[];
  /** Columns that the width had no room for. */
  readonly leftOut: readonly string[];
};

const GAP = '  ';

/**
 * Columns under their names, numbers to the right. Columns that don't fit into `width` are left out from the right;
 * the first always stays.
 */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[], width: number): TextTable {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumeric = header.map((_, column) => rows.every((row) => /^(-|[\d.,]+%?)$/.test(row[column] ?? '-')));
  const fitting = columnsWithin(widths, width);
  const line = (cells: readonly string[]) =>
    cells
      .slice(0, fitting)
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(GAP)
      .trimEnd();
  return { lines: [header, ...rows].map(line), leftOut: header.slice(fitting) };
}

function columnsWithin(widths: readonly number[], width: number): number {
  let used = 0;
  const beyond = widths.findIndex((own) => {
    used += own + (used === 0 ? 0 : GAP.length);
    return used > width;
  });
  return beyond === -1 ? widths.length : Math.max(1, beyond);
}
