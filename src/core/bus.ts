/** Calls that subscribers get, by name. */
export type BusEvents = Readonly<Record<string, unknown>>;

/** Hands each message to its listeners in the order in which they subscribed. */
export type Bus<Events extends BusEvents> = {
  /** Returns the call that ends the subscription. */
  on<Name extends keyof Events>(name: Name, listener: (message: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(name: Name, message: Events[Name]): void;
};

/** One listener that throws is told to `onError` and keeps no other from its message. */
export function createBus<Events extends BusEvents>(
  onError: (error: unknown, name: keyof Events) => void,
): Bus<Events> {
  const listeners: { [Name in keyof Events]?: Set<(message: Events[Name]) => void> } = {};
  return {
    on(name, listener) {
      let set = listeners[name];
      if (set === undefined) {
        set = new Set();
        listeners[name] = set;
      }
      set.add(listener);
      return () => set.delete(listener);
    },
    emit(name, message) {
      for (const listener of listeners[name] ?? []) {
        try {
          listener(message);
        } catch (error) {
          onError(error, name);
        }
      }
    },
  };
}
