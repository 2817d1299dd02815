import type { Change, EventRule, KindDefinition } from './definition.ts';
import type { EventDraft } from './event.ts';
import { findRenames } from './renames.ts';
import type { FieldValue, State, States } from './state.ts';

/**
 * What happened to a collector's objects between two readings, told as events: vanished objects first, then those that
 * changed, were renamed or appeared, each in the order of the newer reading.
 */
export function diffStates(
  collector: string,
  kinds: readonly KindDefinition[],
  before: States,
  after: States,
  time: number,
): readonly EventDraft[] {
  if (before === after) return [];
  const drafts: EventDraft[] = [];
  const definitions = new Map(kinds.map((definition) => [definition.kind, definition]));
  const tell = (rule: EventRule | undefined, change: Change) => {
    if (rule === undefined || rule.unless?.(change) === true) return;
    drafts.push(draftOf(collector, rule, change, time));
  };
  const gone: State[] = [];
  for (const [key, state] of before) if (!after.has(key)) gone.push(state);
  const renames = findRenames(definitions, gone, before, after);
  const renamed = new Set(renames.values());
  for (const state of gone) {
    if (!renamed.has(state)) tell(definitions.get(state.kind)?.vanished, changeOf(state, undefined));
  }
  for (const [key, state] of after) {
    const earlier = before.get(key) ?? renames.get(state);
    if (earlier === state) continue;
    const definition = definitions.get(state.kind);
    if (earlier === undefined) tell(definition?.appeared, changeOf(undefined, state));
    else tellDifferences(definition, earlier, state, tell);
  }
  return drafts;
}

function tellDifferences(
  definition: KindDefinition | undefined,
  earlier: State,
  state: State,
  tell: (rule: EventRule | undefined, change: Change) => void,
): void {
  const change = changeOf(earlier, state);
  if (earlier.subject !== state.subject) {
    tell(definition?.renamed, { ...change, field: 'name', from: earlier.subject, to: state.subject });
  }
  for (const field of Object.keys(definition?.fields ?? {})) {
    const from = fieldOf(earlier, field);
    const to = fieldOf(state, field);
    if (from !== to) tell(definition?.fields[field], { ...change, field, from, to });
  }
}

function fieldOf(state: State, field: string): FieldValue {
  return state.fields[field] ?? null;
}

function changeOf(before: State | undefined, after: State | undefined): Change {
  const { kind, subject } = after ?? before ?? { kind: '', subject: '' };
  return { kind, subject, before, after, field: '', from: null, to: null };
}

function draftOf(collector: string, rule: EventRule, change: Change, time: number): EventDraft {
  const about = {
    message: rule.message(change),
    kind: change.kind,
    details: (change.after ?? change.before)?.fields ?? {},
  };
  return {
    type: `netsteward.${collector}.${rule.what}`,
    subject: change.subject,
    severity: typeof rule.severity === 'function' ? rule.severity(change) : rule.severity,
    time,
    data: change.field === '' ? about : { ...about, field: change.field, before: change.from, after: change.to },
  };
}
