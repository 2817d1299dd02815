import { describe, expect, it } from 'vitest';
import { simulatedTarget } from '../../../../test/support/simulated-checks.ts';
import type { CheckResult } from '../../checks.ts';
import { createMember } from '../engine/member.ts';
import { pack, unpack } from './packed-report.ts';

const figures = {
  groups: new Map([['web', { durations: [1], sum: 2, byReason: { ok: 1 } }]]),
  checker: { openSockets: 1, waited: 2, missed: 3, untrusted: 4, lateness: 5 },
};

describe('a packed report', () => {
  it('says of each target what the checker knows, and no more', () => {
    const targets = [
      simulatedTarget(1),
      simulatedTarget(2, { address: 'web.example' }),
      simulatedTarget(3, { address: '::1' }),
    ];
    const [fresh, named, numbered] = targets.map((target, slot) => createMember(target, slot, 1000 + slot));
    if (fresh === undefined || named === undefined || numbered === undefined) throw new Error('three members');
    Object.assign(named, {
      standing: { state: 'INACTIVE', against: 2, leaning: 'pass', unheard: 0 },
      ...{ checks: 7, failures: 5, transitions: 3, checkedAddress: '192.0.2.9', certificateExpires: 1.8e12 },
    });
    Object.assign(numbered, { checks: 1, checkedAddress: '::1' });
    const results = new Map<unknown, CheckResult>([
      [named, { at: 1.7e12, verdict: 'fail', reason: 'wrong-status', duration: 1.25, detail: '503' }],
      [numbered, { at: 1.7e12, verdict: 'fail', reason: 'refused' }],
    ]);
    const packed = pack([fresh, named, numbered], (member) => results.get(member), figures);
    const { targets: found, ...rest } = unpack(structuredClone(packed), targets);
    expect(rest).toEqual(figures);
    const counts = { checks: 0, failures: 0, transitions: 0, against: 0 };
    const nothing = { certificateExpires: undefined, last: undefined, address: undefined };
    expect([...found]).toEqual([
      ['member 1', { state: 'UNKNOWN', since: 1000, ...counts, ...nothing }],
      [
        'member 2',
        {
          ...{ state: 'INACTIVE', since: 1001, checks: 7, failures: 5, transitions: 3, against: 2 },
          ...{ certificateExpires: 1.8e12, address: '192.0.2.9', last: results.get(named) },
        },
      ],
      [
        'member 3',
        {
          state: 'UNKNOWN',
          since: 1002,
          ...counts,
          checks: 1,
          ...nothing,
          last: results.get(numbered),
          address: '::1',
        },
      ],
    ]);
  });
});
