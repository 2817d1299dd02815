import { printable } from '../../core/printable.ts';
import type { FieldValue, State } from '../../core/state.ts';
import { textTable } from './text-table.ts';

export type StateTableOptions = {
  readonly width: number;
  /** How many objects are shown. */
  readonly most: number;
};

/** The objects of one kind as a table of their fields, in lines. */
export function stateTable(kind: string, states: readonly State[], { width, most }: StateTableOptions): string[] {
  const shown = states.slice(0, most);
  const fields = fieldsWorthShowing(shown);
  const rows = shown.map(({ subject, fields: values }) => [
    printable(subject),
    ...fields.map((name) => cellOf(values[name] ?? null)),
  ]);
  const { lines, leftOut } = textTable([kind, ...fields], rows, width);
  const notes = [
    ...(states.length > shown.length ? [`… and ${states.length - shown.length} more (--all)`] : []),
    ...(leftOut.length > 0 ? [`not shown: ${leftOut.join(', ')} (--format json)`] : []),
  ];
  return [...lines, ...notes];
}

/** Fields that say something which the object's name does not say already. */
function fieldsWorthShowing(states: readonly State[]): string[] {
  const names = new Set(states.flatMap(({ fields }) => Object.keys(fields)));
  return [...names].filter((name) =>
    states.some(({ subject, fields }) => {
      const value = fields[name] ?? null;
      return value !== null && value !== '' && !subject.split(/[:/]/).includes(String(value));
    }),
  );
}

function cellOf(value: FieldValue): string {
  if (value === null || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(String(value));
}
