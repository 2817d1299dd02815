import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';

/** What a master process knows, as `show proc` at its socket prints it (management.txt, section 9.4). */
export type Master = {
  /** How often it has started its workers anew. */
  readonly reloads: number;
  /** Reloads since the last that worked, which had a mistake in the configuration; not known before 2.6. */
  readonly failedReloads: number | undefined;
  readonly workers: readonly number[];
  /** Workers of earlier configurations that still have sessions. */
  readonly oldWorkers: readonly number[];
};

// #<PID>          <type>          <reloads>       <uptime>        <version>
const COLUMN = /#?<([^>]+)>/g;
// 4787            master          2 [failed: 1]   0d00h00m36s     2.6.12
const RELOADS = /^(\d+)(?: \[failed: (\d+)\])?$/;

/** @throws ParseError when there is no master in it */
export function parseWorkers(file: string, text: string): Master {
  const [header = '', ...lines] = text.split('\n');
  const columns = [...header.matchAll(COLUMN)].map(({ 1: name = '', index }) => ({ name, index }));
  if (columns[0]?.name !== 'PID') throw new ParseError(file, 1, 'a header such as "#<PID> <type> …"', header);
  // Columns are as wide as in the header; some have spaces in them.
  const cell = (line: string, wanted: string) => {
    const at = columns.findIndex(({ name }) => name === wanted);
    return at < 0 ? '' : line.slice(columns[at]?.index, columns[at + 1]?.index).trim();
  };
  let master: Pick<Master, 'reloads' | 'failedReloads'> | undefined;
  const workers: number[] = [];
  const oldWorkers: number[] = [];
  let isOld = false;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) isOld = line.startsWith('# old');
    if (line === '' || line.startsWith('#')) continue;
    const place = { file, line: index + 2 };
    const type = cell(line, 'type');
    if (type === 'master') master = reloadsOf(cell(line, 'reloads'), place);
    if (type === 'worker') (isOld ? oldWorkers : workers).push(integer(cell(line, 'PID'), place, 'a process id'));
  }
  if (master === undefined) throw new ParseError(file, 0, 'a line of the master');
  return { ...master, workers, oldWorkers };
}

function reloadsOf(text: string, { file, line }: { readonly file: string; readonly line: number }) {
  const [, reloads, failed] = RELOADS.exec(text) ?? [];
  if (reloads === undefined) throw new ParseError(file, line, 'the number of reloads', text);
  return { reloads: Number(reloads), failedReloads: failed === undefined ? undefined : Number(failed) };
}
