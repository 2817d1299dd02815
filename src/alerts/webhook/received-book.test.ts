import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../promql/labels.ts';
import { readReceived, writeReceived } from './kept-received.ts';
import type { DeliveredAlert } from './payload.ts';
import { createReceivedBook } from './received-book.ts';

const HOUR = 3_600_000;

function delivered(more: Partial<DeliveredAlert> = {}): DeliveredAlert {
  return {
    fingerprint: 'a1',
    labels: labelsOf([['alertname', 'HostDown']]),
    annotations: new Map(),
    startsAt: 1_000,
    endsAt: undefined,
    receiver: 'r',
    externalUrl: '',
    isFiring: true,
    ...more,
  };
}

function book(limit = 10) {
  const opened = createReceivedBook({ resolveTimeout: HOUR, limit, kept: [] });
  const take = (now: number, ...alerts: readonly DeliveredAlert[]) => {
    const change = opened.take(alerts, now);
    if (change === 'full') throw new Error('full');
    return { begun: change.begun.length, ended: change.ended.length, again: change.again.length };
  };
  return { ...opened, take, rawTake: opened.take };
}

describe('received alerts', () => {
  it('are one alert, however often one is delivered', () => {
    const { take, active } = book();
    expect(take(2_000, delivered())).toEqual({ begun: 1, ended: 0, again: 0 });
    for (let time = 3_000; time < 203_000; time += 1_000) {
      expect(take(time, delivered())).toEqual({ begun: 0, ended: 0, again: 1 });
    }
    expect(active()).toMatchObject([{ receivedAt: 2_000, seenAt: 202_000 }]);
  });

  it('end when they are told to have ended, once', () => {
    const { take, active } = book();
    take(2_000, delivered());
    expect(take(3_000, delivered({ isFiring: false, endsAt: 2_500 }))).toMatchObject({ ended: 1 });
    expect(take(4_000, delivered({ isFiring: false, endsAt: 2_500 }))).toMatchObject({ ended: 0 });
    expect(active()).toEqual([]);
  });

  it('are another alert when the same labels fire from another time on; what comes late of the first is ignored', () => {
    const { take, active } = book();
    take(2_000, delivered());
    expect(take(9_000, delivered({ startsAt: 8_000 }))).toEqual({ begun: 1, ended: 1, again: 0 });
    expect(take(9_500, delivered())).toEqual({ begun: 0, ended: 0, again: 0 });
    expect(take(9_600, delivered({ isFiring: false }))).toMatchObject({ ended: 0 });
    expect(active()).toMatchObject([{ startsAt: 8_000 }]);
  });

  it('end when nobody has told of them for too long, or when they were to end', () => {
    const { take, expire } = book();
    take(0, delivered(), delivered({ fingerprint: 'b2', endsAt: 5_000 }));
    expect(expire(4_999).ended).toEqual([]);
    expect(expire(5_000).ended).toMatchObject([{ alert: { fingerprint: 'b2' }, isForgotten: true }]);
    take(1_000, delivered());
    expect(expire(HOUR).ended).toEqual([]);
    expect(expire(HOUR + 1_000).ended).toMatchObject([{ alert: { fingerprint: 'a1' }, endedAt: HOUR + 1_000 }]);
  });

  it('are taken together or, where there is no room for the new ones, not at all', () => {
    const { take, rawTake, active } = book(2);
    take(0, delivered());
    const [b, c] = [delivered({ fingerprint: 'b2' }), delivered({ fingerprint: 'c3' })];
    expect(rawTake([b, c], 0)).toBe('full');
    expect(active()).toHaveLength(1);
    expect(take(0, delivered(), b)).toMatchObject({ begun: 1, again: 1 });
    expect(take(0, delivered({ isFiring: false }), b)).toMatchObject({ ended: 1 });
  });
});

it('a received alert comes back from its note as it was', () => {
  const { isFiring: _, ...alert } = delivered({ labels: labelsOf([['__proto__', '\n"\\']]), endsAt: 7 });
  const kept = { ...alert, receivedAt: 5, seenAt: 6 };
  expect(readReceived(writeReceived(kept))).toEqual(kept);
  expect(readReceived('{')).toBeUndefined();
});
