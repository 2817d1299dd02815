/** First in, first out, without moving what waits. */
export type Queue<T> = {
  readonly push: (item: T) => void;
  readonly shift: () => T | undefined;
  readonly size: () => number;
  /** How many of those that wait now have not been counted by this before. */
  readonly countNew: () => number;
};

export function createQueue<T>(): Queue<T> {
  let items: T[] = [];
  let head = 0;
  let counted = 0;
  return {
    push: (item) => void items.push(item),
    shift: () => {
      const item = items[head];
      head += 1;
      if (head >= items.length) {
        items = [];
        head = 0;
        counted = 0;
      }
      return item;
    },
    size: () => items.length - head,
    countNew: () => {
      const found = items.length - Math.max(head, counted);
      counted = items.length;
      return found;
    },
  };
}
