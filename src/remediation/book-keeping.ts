import type { Occurrence } from '../core/definition.ts';
import { actionOccurrences } from './about.ts';
import { createHistory, type History } from './history.ts';
import type { Entry, Written } from './journal/entry.ts';
import type { Journal } from './journal/journal.ts';
import { createLedger, type Ledger } from './tell/ledger.ts';
import { inChain, occurrenceOf, placeOf } from './tell/occurrence.ts';

/** The journal, and all that follows from each of its entries: history for guards, states and counts, events. */
export type BookKeeping = {
  readonly history: History;
  readonly ledger: Ledger;
  /** Settles when the entry is on the disk and told. Rejects with a JournalError. */
  readonly record: (entry: Entry) => Promise<Written>;
  readonly trouble: () => string | undefined;
};

export type BookKeepingOptions = {
  readonly journal: Journal;
  readonly occurred: (occurrences: readonly Occurrence[]) => void;
  /** States or counts have changed. */
  readonly changed: () => void;
  /** Names of the actions that are set up. */
  readonly actions: readonly string[];
  /** After how many failures in a row an action is left to a person. */
  readonly attempts: (action: string) => number;
  readonly contestedAfter: number;
};

export function keepBooks(options: BookKeepingOptions): BookKeeping {
  const { journal, occurred, changed, attempts, contestedAfter } = options;
  const history = createHistory(journal.earlier);
  const ledger = createLedger(journal.earlier, options.actions);
  let distrust: string | undefined;

  const distrusted = () => {
    const trouble = journal.trouble();
    if (trouble === distrust) return;
    distrust = trouble;
    if (trouble === undefined) return;
    const message = `nothing is carried out any more: ${trouble}`;
    occurred([{ definition: actionOccurrences.untrusted, subject: 'actions', message }]);
  };

  /** What an entry makes of those before it. */
  const consequences = ({ entry }: Written): readonly Occurrence[] => {
    if (entry.what === 'closed' && entry.outcome !== 'done') {
      const named = ledger.named(entry.id);
      if (named === undefined) return [];
      const failures = history.failures(named.action, named.object);
      if (failures !== attempts(named.action)) return [];
      const place = placeOf(named);
      const message = `${place} did not help ${failures} times in a row and is left to a person; last: ${entry.words}`;
      const details = { decision: entry.id };
      return [
        { definition: actionOccurrences.escalated, subject: place, message, details, ...inChain(entry.id, named) },
      ];
    }
    if (entry.what === 'reverted' && history.reverts(entry.setting) === contestedAfter) {
      const message = `${entry.setting} is contested: it was changed back ${contestedAfter} times and is left alone now`;
      const named = ledger.named(entry.id);
      return [
        { definition: actionOccurrences.contested, subject: placeOf(named), message, ...inChain(entry.id, named) },
      ];
    }
    return [];
  };

  distrusted();
  return {
    history,
    ledger,
    trouble: journal.trouble,
    record: async (entry) => {
      try {
        const written = await journal.append(entry);
        history.add(written);
        ledger.add(written);
        const named = 'id' in entry ? ledger.named(entry.id) : undefined;
        occurred([...[occurrenceOf(written, named)].filter((one) => one !== undefined), ...consequences(written)]);
        changed();
        return written;
      } finally {
        distrusted();
      }
    },
  };
}
