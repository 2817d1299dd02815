import type { KindDefinition } from './definition.ts';
import type { State, States } from './state.ts';

/**
 * Which objects are still the same under another name: by the newer state, the older one.
 * @param definitions by kind; only kinds with a `renamed` rule are looked at
 * @param gone states of the older reading whose key the newer one lacks
 */
export function findRenames(
  definitions: ReadonlyMap<string, KindDefinition>,
  gone: readonly State[],
  before: States,
  after: States,
): ReadonlyMap<State, State> {
  const renames = new Map<State, State>();
  const byIdentity = new Map<string, State>();
  for (const state of gone) {
    const identity = identityOf(definitions.get(state.kind), state);
    if (identity !== undefined) byIdentity.set(identity, state);
  }
  if (byIdentity.size === 0) return renames;
  for (const [key, state] of after) {
    if (before.has(key)) continue;
    const identity = identityOf(definitions.get(state.kind), state);
    const earlier = identity === undefined ? undefined : byIdentity.get(identity);
    if (identity === undefined || earlier === undefined) continue;
    renames.set(state, earlier);
    byIdentity.delete(identity);
  }
  return renames;
}

/** The kind and the values that stay with an object whatever its name; `undefined` when one of them is not known. */
function identityOf(definition: KindDefinition | undefined, state: State): string | undefined {
  if (definition?.renamed === undefined) return undefined;
  const values = definition.renamed.identity.map((field) => state.fields[field] ?? null);
  return values.includes(null) ? undefined : JSON.stringify([state.kind, ...values]);
}
