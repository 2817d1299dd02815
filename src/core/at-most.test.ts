import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMost } from './at-most.ts';

describe('working on at most so many items at a time', () => {
  it('works on each once, gives the results in order and never exceeds the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat({ max: 3 })), async (limit, items) => {
        let working = 0;
        const results = await atMost(limit, items, async (turns) => {
          working += 1;
          expect(working).toBeLessThanOrEqual(limit);
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          working -= 1;
          return turns * 2;
        });
        expect(results).toEqual(items.map((turns) => turns * 2));
      }),
    );
  });

  it('works on several at once', async () => {
    let waiting = 0;
    const { promise: both, resolve } = Promise.withResolvers<void>();
    await atMost(2, ['a', 'b'], async () => {
      waiting += 1;
      if (waiting === 2) resolve();
      await both;
    });
    expect(waiting).toBe(2);
  });

  it('rejects when one rejects', async () => {
    await expect(atMost(2, [1, 2, 3], async (item) => Promise.reject(new Error(`no ${item}`)))).rejects.toThrow('no 1');
  });
});
