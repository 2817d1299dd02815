import { decimal } from '../../../core/text.ts';
import type { Row } from '../../../haproxy/csv.ts';
import type { Statistics } from '../parse/statistics.ts';
import { figures } from './figures.ts';

/** @throws ParseError when a figure is no number, so that telling it later can't fail */
export function expectFigures({ frontends, listeners, backends, servers }: Statistics): void {
  const kinds = { frontend: frontends, listener: listeners, backend: backends, server: servers } as const;
  for (const { column, definitions } of figures) {
    for (const kind of ['frontend', 'listener', 'backend', 'server'] as const) {
      if (definitions[kind] !== undefined) for (const { row } of kinds[kind]) figureIn(row, column);
    }
  }
}

/** The number in a column; nothing where it is empty, or -1, which stands for never and for no limit. */
export function figureIn(row: Row, column: string): number | undefined {
  const text = row.cell(column);
  return text === undefined || text === '-1' ? undefined : decimal(text, row, `a number in the column ${column}`);
}
