/** Runs a task for each item, so many at a time. Rejects with the first failure. */
export async function inTurns<T>(items: Iterable<T>, atOnce: number, task: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, work));
}
