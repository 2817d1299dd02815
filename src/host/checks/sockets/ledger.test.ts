import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLedger, LEDGER_BYTES } from './ledger.ts';

describe('the ledger of descriptors', () => {
  it('knows those that are open, from any thread that has its memory', () => {
    const numbers = fc.integer({ min: 0, max: LEDGER_BYTES * 8 - 1 });
    fc.assert(
      fc.property(fc.uniqueArray(numbers), fc.uniqueArray(numbers), (opened, closed) => {
        const memory = new SharedArrayBuffer(LEDGER_BYTES);
        const { add, remove } = createLedger(memory);
        for (const fd of opened) add(fd);
        for (const fd of closed) remove(fd);
        const left = opened.filter((fd) => !closed.includes(fd)).toSorted((a, b) => a - b);
        expect(createLedger(memory).open()).toEqual(left);
      }),
      { numRuns: 20 },
    );
  });

  it('does without those beyond its memory', () => {
    const { add, open } = createLedger(new SharedArrayBuffer(1));
    add(7);
    add(8);
    expect(open()).toEqual([7]);
  });
});
