import { ParseError } from '../core/errors.ts';

/** A table with a header. Cells are found by the name of their column; an empty one is not there. */
export type Table = { readonly file: string; readonly rows: readonly Row[] };

export type Row = {
  readonly file: string;
  /** One-based, in the text that was parsed. */
  readonly line: number;
  readonly cell: (column: string) => string | undefined;
};

// # pxname,svname,qcur,qmax,…,-,
const HEADER = /^# (\S+)$/;

/**
 * Parses the CSV that `show stat` prints (management.txt, section 9.1). Cells with commas or quotes stand in quotes, in
 * which a quote is doubled.
 */
export function parseCsv(file: string, text: string): Table {
  const lines = text.split('\n');
  const [, header] = HEADER.exec(lines[0] ?? '') ?? [];
  if (header === undefined) throw new ParseError(file, 1, 'a header such as "# pxname,svname,…"', lines[0]);
  const names = header.split(',');
  const columns = new Map(names.map((name, index) => [name, index]));
  const rows: Row[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const cells = line.includes('"') ? quotedCells(file, index + 1, line) : line.split(',');
    if (cells.length !== names.length) {
      throw new ParseError(file, index + 1, `${names.length} cells, one for each name in the header`, line);
    }
    rows.push(rowOf(file, index + 1, columns, cells));
  }
  return { file, rows };
}

/** A row of cells that belong to the columns. */
export function rowOf(file: string, line: number, columns: ReadonlyMap<string, number>, cells: readonly string[]): Row {
  const cell = (column: string) => {
    const index = columns.get(column);
    const text = index === undefined ? undefined : cells[index];
    return text === '' ? undefined : text;
  };
  return { file, line, cell };
}

/** The text of a cell that every version fills. */
export function needed(row: Row, column: string): string {
  const text = row.cell(column);
  if (text === undefined) throw new ParseError(row.file, row.line, `a text in the column ${column}`);
  return text;
}

// one cell with its comma: plain, or "with, ""all"" of it",
const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/y;

function quotedCells(file: string, number: number, line: string): readonly string[] {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < line.length) {
    const match = CELL.exec(line);
    if (match === null) throw new ParseError(file, number, 'cells with commas between them', line);
    const [, quoted, plain = ''] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  // A comma at the end has nothing but an empty cell behind it.
  if (line.endsWith(',')) cells.push('');
  return cells;
}
