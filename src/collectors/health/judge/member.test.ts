import { describe, expect, it } from 'vitest';
import { planPool } from '../plan/planned.ts';
import { poolSettings } from '../settings/pool.ts';
import { type Flips, flipped, released, steady } from './flips.ts';
import { changed, newMember, replanned, standingOf } from './member.ts';

const flapping = { transitions: 2, window: 60, calm: 10 };

function planned(about: object = {}, monitor: object = {}) {
  const members = [{ name: 'w1', address: '10.0.0.1', port: 80, ...about }];
  const pool = { name: 'web', monitor: { kind: 'tcp', delay: '1s', timeout: '1s', ...monitor }, members };
  const [member] = planPool(poolSettings.parse(pool), '').members;
  if (member === undefined) throw new Error('no member');
  return member;
}

describe('a member under a new plan', () => {
  const active = changed(
    newMember(planned(), 0, false),
    { key: 'web/w1', at: 0, from: 'UNKNOWN', to: 'ACTIVE', reason: 'ok', last: [] },
    0,
    flapping,
  );

  it('stands as it did when it is checked as before', () => {
    const later = replanned(active, planned({ weight: 7 }), 1_000);
    expect(standingOf(later, 1_000_000)?.state).toBe('ACTIVE');
  });

  it('stands as it did for as long as a decision takes when it is checked in another way', () => {
    const later = replanned(active, planned({}, { kind: 'http' }), 1_000);
    expect(standingOf(later, 7_000)?.state).toBe('ACTIVE');
    expect(standingOf(later, 7_001)?.state).toBe('UNKNOWN');
  });

  it('is UNKNOWN when it is enabled again', () => {
    const disabled = replanned(active, planned({ admin_state: 'disabled' }), 1_000);
    expect(standingOf(disabled, 1_000)).toMatchObject({ state: 'UNKNOWN', reason: 'disabled' });
    expect(standingOf(replanned(disabled, planned(), 2_000), 2_000)).toMatchObject({
      state: 'UNKNOWN',
      reason: undefined,
    });
  });
});

describe('a member that came and went', () => {
  const now = [1_000, 2_000, 3_000];
  const up: Flips = { ...steady, state: 'ACTIVE' };
  const held = now.reduce(
    (flips, time) => flipped(flips, flips.state === 'ACTIVE' ? 'INACTIVE' : 'ACTIVE', time, flapping),
    up,
  );

  it('is held from the change on that is one too many', () => {
    expect(held).toEqual({ state: 'INACTIVE', times: now, isHeld: true });
  });

  it('begins anew when it is let go, also where the window is longer than the calm', () => {
    expect(released(held, 12_999, flapping)).toBe(held);
    expect(released(held, 13_000, flapping)).toEqual({ state: 'INACTIVE', times: [], isHeld: false });
  });
});
