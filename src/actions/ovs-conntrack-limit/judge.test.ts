import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ovsConntrackTable } from '../../../test/support/ovs-conntrack-evidence.ts';
import type { OvsConntrackEvidence } from './evidence.ts';
import { judgeLimit } from './judge.ts';
import { ovsConntrackLimitSettings } from './settings.ts';

const socket = '/run/openvswitch/ovs-vswitchd.4711.ctl';
const raised = ovsConntrackTable({ limit: 4000, connections: 1200 });

function judged(after: OvsConntrackEvidence, seconds = 30) {
  return judgeLimit({
    target: { object: 'conntrack', labels: new Map() },
    settings: ovsConntrackLimitSettings.parse({}),
    plan: {
      summary: '',
      steps: [{ kind: 'ovs-ct-maxconns', args: { socket, value: 4000, expected: 1000 } }],
      expects: '',
      undo: [],
      witness: { name: '', agrees: true, words: '' },
    },
    before: ovsConntrackTable(),
    after,
    seconds,
  });
}

describe('a raise', () => {
  it('has helped when the table has room and refuses nothing', () => {
    expect(judged(raised)).toEqual({
      effect: 'proven',
      words: 'the limit is 4000, the table is 30 % full (1200 of 4000), and it refuses nothing any more',
    });
  });

  it.each<[string, OvsConntrackEvidence, number, RegExp]>([
    ['somebody else has set the limit', { ...raised, limit: 1000 }, 30, /is 1000 and not 4000/],
    ['the look began before it had settled', raised, 6, /refusals count from 5s after the change on/],
    ['the table is too full still', { ...raised, connections: 3300 }, 30, /83 % full.*less than 80 % is wanted/],
    ['it refuses still', { ...raised, rejected: 1 }, 30, /but refused 1 connections/],
  ])('is not proven when %s', (_, after, seconds, words) => {
    expect(judged(after, seconds)).toMatchObject({ effect: 'waiting', words: expect.stringMatching(words) });
  });

  it('is worse when memory would not suffice for what is allowed now', () => {
    expect(judged({ ...raised, memory_available: 2 ** 20 })).toMatchObject({
      effect: 'worse',
      words: expect.stringMatching(/^memory is short: a full table would need 1\.1MiB more/),
    });
  });

  it('is never proven while connections are refused or the limit is another', () => {
    const seen = fc.record({
      limit: fc.constantFrom(1000, 4000),
      connections: fc.integer({ min: 0, max: 5000 }),
      rejected: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(seen, fc.integer({ min: 0, max: 100 }), (more, seconds) => {
        if (judged(ovsConntrackTable(more), seconds).effect !== 'proven') return;
        expect(more).toMatchObject({ limit: 4000, rejected: 0 });
        expect(more.connections).toBeLessThan(3200);
      }),
    );
  });
});
