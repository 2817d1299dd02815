import type { States } from '../core/state.ts';
import { openForReading } from './open-for-reading.ts';
import { stateRows } from './state-rows.ts';
import { guard } from './store-error.ts';

/**
 * The last known states of a collector, from beside the agent that writes them; `undefined` when there are none.
 * @throws StoreError when there is no store, or when it can't be read
 */
export function readStates(path: string, collector: string): States | undefined {
  const source = openForReading(path);
  try {
    return guard(path, () => stateRows(source.database).load(collector, undefined))();
  } finally {
    source.close();
  }
}
