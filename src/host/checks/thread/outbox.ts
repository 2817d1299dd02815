/**
 * Hands things on together: the first at once, and all that come before the receiver is done with these as the next lot.
 * A thousand transitions at a time cost whoever looks at everything after each lot a few looks, and not a thousand.
 */
export type Outbox<T> = {
  readonly put: (item: T) => void;
  /** The receiver is done with what it was sent. */
  readonly heard: () => void;
  /** Sends all there is, whether the receiver is done or not. */
  readonly empty: () => void;
};

export function createOutbox<T>(send: (items: readonly T[]) => void): Outbox<T> {
  let items: T[] = [];
  let unheard = 0;
  const empty = () => {
    if (items.length === 0) return;
    const lot = items;
    items = [];
    unheard += 1;
    send(lot);
  };
  const emptyWhenHeard = () => {
    if (unheard === 0) empty();
  };
  return {
    put: (item) => {
      items.push(item);
      // What comes in the same turn goes together.
      if (items.length === 1) queueMicrotask(emptyWhenHeard);
    },
    heard: () => {
      unheard -= 1;
      emptyWhenHeard();
    },
    empty,
  };
}
