import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import { type Outcome, outcomes, type Snapshot } from '../../core/snapshot.ts';
import type { State } from '../../core/state.ts';
import { figureLines } from './figures.ts';
import { type StateTableOptions, stateTable } from './state-table.ts';

const COLOURS = { ok: 'green', partial: 'yellow', absent: 'gray', failed: 'red' } as const satisfies Record<
  Outcome,
  string
>;
const INDENT = '  ';

export type SnapshotTextOptions = StateTableOptions & { readonly colours: boolean };

/** What a collector found, for a person: outcome and problems first, then key figures, then its objects. */
export function snapshotText(snapshot: Snapshot, options: SnapshotTextOptions): string {
  const { collector, outcome, problems, states, durationSeconds } = snapshot;
  const paint = (colour: 'bold' | (typeof COLOURS)[Outcome], text: string) =>
    options.colours ? styleText(colour, text, { validateStream: false }) : text;
  const byKind = Map.groupBy(states.values(), ({ kind }) => kind);
  const counts = [...byKind].map(([kind, { length }]) => `${length} ${length === 1 ? kind : plural(kind)}`);
  const took = `${(durationSeconds * 1000).toFixed(durationSeconds < 0.01 ? 1 : 0)} ms`;
  const title = [paint('bold', collector), paint(COLOURS[outcome], outcome)].join('  ');
  const lines = [
    [title, ...counts, `read in ${took}`].join(', '),
    ...problems.map(({ subject, message }) =>
      paint(COLOURS[outcome], `${INDENT}! ${printable(subject === collector ? message : `${subject}: ${message}`)}`),
    ),
    ...figureLines(collector, snapshot.families()).map((figure) => INDENT + printable(figure)),
    ...[...byKind].flatMap(([kind, objects]) => tableLines(kind, objects, options)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `links`, `processes`. */
function plural(noun: string): string {
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}

/** `4 collectors: 3 ok, 1 absent`. */
export function summaryLine(snapshots: readonly Snapshot[]): string {
  const counts = Map.groupBy(snapshots, ({ outcome }) => outcome);
  const parts = outcomes.flatMap((outcome) => {
    const count = counts.get(outcome)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return `${snapshots.length} collector${snapshots.length === 1 ? '' : 's'}: ${parts.join(', ')}`;
}

function tableLines(kind: string, states: readonly State[], options: SnapshotTextOptions): string[] {
  const inside = { ...options, width: options.width - INDENT.length };
  return ['', ...stateTable(kind, states, inside).map((line) => INDENT + line)];
}
