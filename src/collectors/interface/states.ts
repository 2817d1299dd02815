import { type State, type States, stateKey } from '../../core/state.ts';
import { subjectOf } from './model/device.ts';
import type { Views } from './model/view.ts';
import type { Named } from './named.ts';

/**
 * The states of all devices. Those that notifications named come last, in the order of the notifications, so that events
 * follow the kernel's order. When no device changed, the same map as before.
 */
export function mergeStates(before: States, views: Views, named: readonly Named[]): States {
  const states = new Map<string, State>();
  for (const { devices } of views.values()) {
    for (const { key, state } of devices.values()) states.set(key, state);
  }
  if (isSame(before, states)) return before;
  for (const key of named.flatMap(keysOf)) {
    const state = states.get(key);
    if (state === undefined) continue;
    states.delete(key);
    states.set(key, state);
  }
  return states;
}

function keysOf({ netns, names = [] }: Named): readonly string[] {
  return names.map((name) => stateKey({ kind: 'interface', subject: subjectOf({ netns, name }) }));
}

function isSame(before: States, after: States): boolean {
  if (before.size !== after.size) return false;
  for (const [key, state] of after) if (before.get(key) !== state) return false;
  return true;
}
