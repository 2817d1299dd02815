import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue } from './queue.ts';

describe('a queue', () => {
  it('gives back in order what it was given, and counts everyone who waits once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('push', 'shift', 'count')), (steps) => {
        const queue = createQueue<number>();
        const waiting: { readonly number: number; counted: boolean }[] = [];
        for (const [number, step] of steps.entries()) {
          if (step === 'push') {
            queue.push(number);
            waiting.push({ number, counted: false });
          } else if (step === 'shift') expect(queue.shift()).toBe(waiting.shift()?.number);
          else {
            expect(queue.countNew()).toBe(waiting.filter(({ counted }) => !counted).length);
            for (const one of waiting) one.counted = true;
          }
          expect(queue.size()).toBe(waiting.length);
        }
      }),
    );
  });
});
