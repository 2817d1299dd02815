import { journalFolderPath } from '../../../config/config.ts';
import { localTime } from '../../../core/local-time.ts';
import { printable } from '../../../core/printable.ts';
import type { State } from '../../../core/state.ts';
import type { Written } from '../../../remediation/journal/entry.ts';
import { readJournal } from '../../../remediation/journal/journal.ts';
import { createLedger } from '../../../remediation/tell/ledger.ts';
import type { ActionListOptions } from '../../action-commands.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { storyText } from '../../format/story-text.ts';
import { textTable } from '../../format/text-table.ts';
import { configFor, type GlobalOptions } from '../../global-options.ts';
import { UsageError } from '../../usage-error.ts';
import { decisionId } from './decision-id.ts';

/** Lists the decisions that wait or are going on, and the latest of the others; the newest first. */
export async function listActions(options: ActionListOptions): Promise<ExitCode> {
  const decisions = createLedger(await entriesOf(options)).states();
  process.stdout.write(options.json ? `${JSON.stringify(decisions.map(jsonOf), null, 2)}\n` : tableOf(decisions));
  return exitCodes.ok;
}

/** Tells all that the journal has about one decision. */
export async function showAction(text: string, options: ActionListOptions): Promise<ExitCode> {
  const id = decisionId(text);
  const story = (await entriesOf(options)).filter(({ entry }) => 'id' in entry && entry.id === id);
  if (story.length === 0) throw new UsageError(`there is no decision ${id}; netsteward actions shows them`);
  process.stdout.write(options.json ? `${JSON.stringify(story, null, 2)}\n` : storyText(story));
  return exitCodes.ok;
}

/** Checks the chain of the journal. */
export async function verifyActions(options: GlobalOptions): Promise<ExitCode> {
  const folder = journalFolderPath(await configFor(options));
  const { written, link } = await readJournal(folder);
  const told =
    written.length === 0
      ? 'there is no entry yet'
      : `${written.length} entries follow from each other; the last has the hash ${link.hash}`;
  process.stdout.write(`${folder}: ${told}\n`);
  return exitCodes.ok;
}

async function entriesOf(options: GlobalOptions): Promise<readonly Written[]> {
  return (await readJournal(journalFolderPath(await configFor(options)))).written;
}

function tableOf(decisions: readonly State[]): string {
  if (decisions.length === 0) return 'Nothing was decided yet.\n';
  const rows = decisions.map(({ subject, fields }) => [
    subject,
    localTime(String(fields.changed_at)) ?? '',
    String(fields.outcome),
    printable(`${fields.action} ${fields.object}`),
    printable(String(fields.words)),
  ]);
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  return `${textTable(['decision', 'changed', 'outcome', 'action', 'words'], rows, width).lines.join('\n')}\n`;
}

function jsonOf({ subject, fields }: State): unknown {
  return { id: subject, ...fields };
}
