import { randomBytes } from 'node:crypto';
import type { CloudEvent } from '../core/event.ts';
import { envelope, type Origin, sourceOf } from './envelope.ts';
import { openEventDatabase } from './event-database.ts';
import { holdWhatFails } from './hold-what-fails.ts';
import type { Store } from './store.ts';
import type { StoreError } from './store-error.ts';

export type StoreOptions = {
  /** The database's path, or `:memory:`. Its directory is made where it is missing. */
  readonly path: string;
  readonly hostName: string;
  /** The kernel's boot id, or `unknown`: states of an earlier boot are not known states. */
  readonly bootEpoch: string;
  /**
   * Told once when the database can't be written, once for each change of the reason, and with `undefined` when it can
   * be written again. Nothing is lost up to then but what `heldEvents` can't hold.
   */
  readonly onTrouble?: (trouble: StoreError | undefined) => void;
  /** How many events are kept in memory while the database can't be written; the oldest go first. */
  readonly heldEvents?: number;
};

/**
 * Opens the store for the only process that writes to it. Ids are `<random text of this run>-<sequence>`: neither a power
 * loss nor a copied or restored database gives one twice.
 *
 * @throws StoreError when another netsteward is using it, or when it is damaged, too new, not ours or not to be opened
 */
export function openStore(options: StoreOptions): Store {
  const { path, hostName, bootEpoch, onTrouble = () => {}, heldEvents = 10_000 } = options;
  const database = openEventDatabase(path, bootEpoch);
  const held = holdWhatFails(database, heldEvents, onTrouble);
  const origin: Origin = { run: randomBytes(8).toString('hex'), source: sourceOf(hostName), bootEpoch };
  let last = database.lastSequence;

  return {
    ...held.reads,
    record: ({ events, states }) => {
      const numbered: readonly CloudEvent[] = events.map((draft, index) => envelope(draft, last + index + 1, origin));
      last += numbered.length;
      held.change((unwritten) => {
        unwritten.events.push(...numbered);
        if (states !== undefined) unwritten.addStates(states);
      });
      return numbered;
    },
    moveCursor: (receiver, sequence) => held.change((unwritten) => unwritten.addCursor(receiver, sequence)),
    note: (receiver, key, value) => held.change((unwritten) => unwritten.addNote(receiver, key, value)),
    prune: held.prune,
    close: () => held.close(last),
  };
}
