import type { Occurrence } from '../../core/definition.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { States } from '../../core/state.ts';
import type { View, Views } from './model/view.ts';
import type { Softnet } from './parse/softnet.ts';

/** What a reader remembers from one reading to the next. */
export type Memory = {
  /** As they are being read. */
  readonly views: Map<string, View>;
  /** As they were told the last time. */
  told: Views;
  states: States;
  softnet: readonly Softnet[];
  softnetProblems: readonly Problem[];
  /** Events not told yet. */
  occurrences: Occurrence[];
};

export function createMemory(): Memory {
  return {
    views: new Map(),
    told: new Map(),
    states: new Map(),
    softnet: [],
    softnetProblems: [],
    occurrences: [],
  };
}
