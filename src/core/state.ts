/** `null` says that the object has no such value now (a bond without an active slave). */
export type FieldValue = string | number | boolean | null;

/** What is true of one object of the host right now. Holds no counters: a state changes when something happened. */
export type State = {
  /** The noun, unique in its collector: `bond`, `slave`, `interface`. */
  readonly kind: string;
  /** The object's name, unique among its kind: `bond0`, `bond0/eth1`, `blue:eth0`. */
  readonly subject: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

/** The states of one collector by `stateKey`. An object that did not change is the same JavaScript object as before. */
export type States = ReadonlyMap<string, State>;

export function stateKey(state: Pick<State, 'kind' | 'subject'>): string {
  return `${state.kind}/${state.subject}`;
}

export function statesOf(states: Iterable<State>): States {
  const byKey = new Map<string, State>();
  for (const state of states) byKey.set(stateKey(state), state);
  return byKey;
}

/** Whether two states say the same, whatever the order of their fields. */
export function sameState(a: State, b: State): boolean {
  if (a === b) return true;
  const names = Object.keys(a.fields);
  if (names.length !== Object.keys(b.fields).length) return false;
  return names.every((name) => Object.hasOwn(b.fields, name) && a.fields[name] === b.fields[name]);
}

/** Whether nothing differs between two readings. */
export function sameStates(a: States, b: States): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, state] of a) {
    const other = b.get(key);
    if (other === undefined || !sameState(state, other)) return false;
  }
  return true;
}
