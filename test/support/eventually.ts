import { expect } from 'vitest';

type PollOptions = NonNullable<Parameters<typeof expect.poll>[1]>;

/** Expects what will be true before long, also on a machine that is busy with other tests. */
export function eventually<Value>(read: () => Value, options: PollOptions = {}) {
  return expect.poll(read, { timeout: 30_000, ...options });
}
