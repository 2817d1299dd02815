import { describe, expect, it } from 'vitest';
import { createHistories } from './histories.ts';

describe('the histories of members', () => {
  it('keep the last ten checks of each, oldest first', () => {
    const { add, of, last } = createHistories();
    for (let number = 1; number <= 25; number += 1) {
      add(0, number, 'ok', number / 2);
      if (number <= 3) add(70, number, 'refused', undefined);
    }
    expect(of(0).map(({ at }) => at)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    expect(last(0)).toEqual({ at: 25, verdict: 'pass', reason: 'ok', duration: 12.5 });
    expect(of(70)).toEqual([1, 2, 3].map((at) => ({ at, verdict: 'fail', reason: 'refused' })));
  });

  it('give no check the detail of one that stood there before', () => {
    const { add, of } = createHistories();
    add(0, 1, 'wrong-status', 1, '503');
    for (let number = 2; number <= 11; number += 1) add(0, number, 'ok', 1);
    expect(of(0).filter((one) => 'detail' in one)).toEqual([]);
  });

  it('are empty of a member that is new, or has left', () => {
    const { add, of, last, forget } = createHistories();
    expect([of(3), last(3)]).toEqual([[], undefined]);
    add(3, 1, 'ok', 1);
    forget(3);
    forget(1000);
    expect([of(3), last(3)]).toEqual([[], undefined]);
  });
});
