/** Work that goes on by itself: its trouble is told, and it is waited for at the end. */
export type Goings = {
  readonly follow: (work: Promise<unknown>, words: string) => void;
  /** Settles when nothing goes on. */
  readonly idle: () => Promise<void>;
};

/** @param leaving trouble after this is aborted is no news */
export function createGoings(warn: (error: unknown, words: string) => void, leaving: AbortSignal): Goings {
  const going = new Set<Promise<unknown>>();
  return {
    follow: (work, words) => {
      const told = work
        .catch((error: unknown) => {
          if (!leaving.aborted) warn(error, words);
        })
        .finally(() => going.delete(told));
      going.add(told);
    },
    idle: async () => {
      while (going.size > 0) await Promise.all(going);
    },
  };
}
