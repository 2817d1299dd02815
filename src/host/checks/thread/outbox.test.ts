import { describe, expect, it } from 'vitest';
import { createOutbox } from './outbox.ts';

describe('an outbox', () => {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('sends what comes in one turn together, at once', async () => {
    const sent: (readonly number[])[] = [];
    const { put } = createOutbox<number>((lot) => sent.push(lot));
    put(1);
    put(2);
    await turn();
    expect(sent).toEqual([[1, 2]]);
  });

  it('keeps what comes later until the receiver is done, and sends it in order', async () => {
    const sent: (readonly number[])[] = [];
    const { put, heard } = createOutbox<number>((lot) => sent.push(lot));
    for (const number of [1, 2, 3, 4]) {
      put(number);
      await turn();
    }
    expect(sent).toEqual([[1]]);
    heard();
    expect(sent).toEqual([[1], [2, 3, 4]]);
    heard();
    put(5);
    await turn();
    expect(sent).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('sends everything when it has to, and waits for as many answers as it sent lots', async () => {
    const sent: (readonly number[])[] = [];
    const { put, heard, empty } = createOutbox<number>((lot) => sent.push(lot));
    put(1);
    await turn();
    put(2);
    empty();
    empty();
    expect(sent).toEqual([[1], [2]]);
    put(3);
    heard();
    await turn();
    expect(sent).toHaveLength(2);
    heard();
    expect(sent).toEqual([[1], [2], [3]]);
  });
});
