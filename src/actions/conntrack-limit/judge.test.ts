import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvidence, anySettings, filling, limitSettings } from '../../../test/support/conntrack-evidence.ts';
import { isRefusal, type Plan } from '../action.ts';
import type { Evidence } from './evidence.ts';
import { lostToFullTable } from './growth.ts';
import { judgeLimit } from './judge.ts';
import { planLimit } from './plan.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { OBJECT } from './target.ts';

const target = { object: OBJECT, labels: new Map() };

function planFor(evidence: Evidence, settings: ConntrackLimitSettings): Plan | undefined {
  const made = planLimit({ target, settings, evidence, alert: new Map([['alertname', 'x']]), history: [], now: 0 });
  return isRefusal(made) ? undefined : made;
}

const before = filling({ lost: { drop: 40, early_drop: 0, insert_failed: 4 } });
const raised = filling({ limit: 262_144, buckets: 262_144, entries: 59_400 });

function judge(after: Evidence, seconds = 10, given: unknown = {}) {
  const settings = limitSettings(given);
  const plan = planFor(before, settings);
  if (plan === undefined) throw new Error('no plan');
  return judgeLimit({ target, settings, plan, before, after, seconds });
}

describe('a raise', () => {
  it('is proven by the limit, the use of the table and losses that have ceased', () => {
    expect(judge(raised)).toEqual({
      effect: 'proven',
      words:
        "net.netfilter.nf_conntrack_max is 262144, the host's own table is 23 % full (59400 of 262144), and nothing is lost any more",
    });
  });

  it('is not while the limit is another', () => {
    expect(judge({ ...raised, limit: 65_536 })).toEqual({
      effect: 'waiting',
      words: 'net.netfilter.nf_conntrack_max is 65536 and not 262144: somebody else has set it',
    });
  });

  it('is not before losses could have ceased', () => {
    expect(judge(raised, 6)).toMatchObject({ effect: 'waiting', words: expect.stringContaining('from 5s after') });
  });

  it('is not while the table is too full', () => {
    expect(judge({ ...raised, entries: 220_000 })).toMatchObject({
      effect: 'waiting',
      words: expect.stringContaining('84 % full'),
    });
  });

  it('is not while packets are lost, and a failed insert that was there before does not matter', () => {
    const lost = (drop: number, insert_failed: number) => ({ ...raised, lost: { drop, early_drop: 0, insert_failed } });
    expect(judge(lost(1, 0)).effect).toBe('waiting');
    expect(judge(lost(5, 5)).effect).toBe('waiting');
    expect(judge(lost(4, 4))).toMatchObject({
      effect: 'proven',
      words: expect.stringContaining('inserts fail no more often than before (4 drops'),
    });
    expect(judge({ ...raised, lost: null })).toEqual({
      effect: 'waiting',
      words: "the host's own table is 23 % full (59400 of 262144), but the counters of losses can not be read any more",
    });
  });

  it('is worse when memory has run short meanwhile', () => {
    expect(judge({ ...raised, memory_available: 2 ** 20 })).toMatchObject({
      effect: 'worse',
      words: expect.stringMatching(/^memory is short: a full table would need [\d.]+MiB more/),
    });
  });

  it('is never proven while drops rise, the limit is another or the table too full', () => {
    fc.assert(
      fc.property(anyEvidence, anyEvidence, anySettings, fc.nat({ max: 60 }), (start, end, settings, seconds) => {
        const plan = planFor(start, settings);
        if (plan === undefined) return;
        const value = Number(plan.steps[0]?.args.value);
        const after = { ...end, limit: end.limit % 2 === 0 ? value : end.limit };
        const judgement = judgeLimit({ target, settings, plan, before: start, after, seconds });
        expect(judgement.words).toMatch(/^[^\n]{10,500}$/);
        if (judgement.effect !== 'proven') return;
        expect(after.limit).toBe(value);
        expect(after.entries / after.limit).toBeLessThan(settings.below);
        expect(lostToFullTable(after.lost)).toBe(0);
        expect(seconds - after.seconds).toBeGreaterThanOrEqual(settings.settle);
      }),
      { numRuns: 5000 },
    );
  });
});
