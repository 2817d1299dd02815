import type { EventRule, KindDefinition, OccurrenceDefinition } from './definition.ts';
import type { Severity } from './event.ts';

/** A type of event that a part of the agent can tell, for the catalogue. */
export type EventType = {
  readonly type: `netsteward.${string}`;
  /** `varies` where it depends on what changed. */
  readonly severity: Severity | 'varies';
  /** What sets it off: `bond: active_slave changes`. */
  readonly trigger: string;
  readonly help: string;
};

/** Every type of event that follows from what a part says about its objects, in the order in which it says it. */
export function eventTypesOf(
  part: string,
  kinds: readonly KindDefinition[],
  occurrences: readonly OccurrenceDefinition[],
): readonly EventType[] {
  const typeOf = (rule: EventRule | OccurrenceDefinition, trigger: string): EventType => ({
    type: `netsteward.${part}.${rule.what}`,
    severity: typeof rule.severity === 'function' ? 'varies' : rule.severity,
    trigger,
    help: rule.help,
  });
  const ofKinds = kinds.flatMap(({ kind, appeared, vanished, renamed, fields }) => [
    ...(appeared === undefined ? [] : [typeOf(appeared, `${kind}: appears`)]),
    ...(vanished === undefined ? [] : [typeOf(vanished, `${kind}: vanishes`)]),
    ...(renamed === undefined ? [] : [typeOf(renamed, `${kind}: gets another name`)]),
    ...Object.entries(fields).map(([field, rule]) => typeOf(rule, `${kind}: ${field} changes`)),
  ]);
  return [...ofKinds, ...occurrences.map((occurrence) => typeOf(occurrence, 'seen as it happens'))];
}
