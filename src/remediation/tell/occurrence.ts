import type { Occurrence, OccurrenceDefinition } from '../../core/definition.ts';
import { printable } from '../../core/printable.ts';
import { actionOccurrences } from '../about.ts';
import { objections } from '../guards/guard.ts';
import type { EntryOf, Written } from '../journal/entry.ts';
import { type Trigger, triggerWords } from '../trigger.ts';

/** What of a decision its later entries do not say again. */
export type Named = { readonly action: string; readonly object: string; readonly trigger: Trigger };

/** An object's name is no longer than this in an event. */
const LONGEST = 200;

/** The event that tells of an entry; nothing where the entry is told with another. */
export function occurrenceOf({ entry, number }: Written, named: Named | undefined): Occurrence | undefined {
  const where = { named, entry: number };
  switch (entry.what) {
    case 'decided':
      return decided(entry, number);
    case 'intent':
      return tell(actionOccurrences.begun, entry.id, `${placeOf(entry)}: ${entry.plan.summary}`, where);
    case 'closed':
      return tell(
        actionOccurrences[entry.outcome],
        entry.id,
        `${placeOf(named)}: ${entry.outcome}: ${entry.words}`,
        where,
      );
    case 'answered':
      return tell(
        actionOccurrences[entry.answer],
        entry.id,
        `${placeOf(named)}: ${entry.answer} by ${entry.by}${because(entry.words)}`,
        where,
      );
    case 'recovered':
      return tell(actionOccurrences.recovered, entry.id, `${placeOf(named)}: ${entry.words}`, where);
    case 'reverted':
      return tell(
        actionOccurrences.reverted,
        entry.id,
        `${entry.setting} was set to ${entry.ours} by ${placeOf(named)} and is ${entry.found} now`,
        where,
      );
    case 'latched':
      return tell(actionOccurrences.storm, undefined, `nothing more is carried out: ${entry.words}`, where);
    case 'resumed':
      return tell(
        actionOccurrences.resumed,
        undefined,
        `${entry.by} resumes ${entry.object ?? 'all actions'}${because(entry.words)}`,
        where,
      );
    default:
      return undefined;
  }
}

function decided(entry: EntryOf<'decided'>, number: number): Occurrence | undefined {
  if (entry.outcome === 'begun') return undefined;
  const definition = actionOccurrences[entry.outcome === 'done' ? 'checked' : entry.outcome];
  const guards = objections(entry.verdicts).map(({ guard }) => guard);
  const told = tell(definition, entry.id, `${placeOf(entry)}: ${entry.words}`, { named: entry, entry: number });
  return {
    ...told,
    details: {
      ...told.details,
      asked_by: triggerWords(entry.trigger),
      mode: entry.mode,
      ...(guards.length === 0 ? {} : { guards: guards.join(', ') }),
    },
  };
}

/** A reason that nobody has given is not told. */
function because(words: string): string {
  return words === '' ? '' : `: ${words}`;
}

/** `number` is the entry's in the journal: there stands all of it. */
function tell(
  definition: OccurrenceDefinition,
  id: string | undefined,
  message: string,
  { named, entry }: { readonly named: Named | undefined; readonly entry: number },
): Occurrence {
  return {
    definition,
    subject: placeOf(named),
    message: printable(message),
    details: {
      ...(id === undefined ? {} : { decision: id }),
      ...(named === undefined ? {} : { action: named.action, object: shortened(named.object) }),
      entry,
    },
    ...(id === undefined ? {} : inChain(id, named)),
  };
}

/** The place of an event in the chain of causes that a decision belongs to. */
export function inChain(id: string, named: Named | undefined): Pick<Occurrence, 'chain'> {
  return named === undefined ? {} : { chain: { name: chainOf(id, named.trigger) } };
}

/** What is done about an alert follows from it; all else from its own beginning. */
function chainOf(id: string, trigger: Trigger): string {
  return trigger.by === 'alert' ? `alert ${trigger.fingerprint}` : `decision ${id}`;
}

/** `conntrack-limit host` */
export function placeOf(named: Named | undefined): string {
  return named === undefined ? 'actions' : printable(`${named.action} ${shortened(named.object)}`).trim();
}

function shortened(object: string): string {
  return object.length > LONGEST ? `${object.slice(0, LONGEST)}…` : object;
}
