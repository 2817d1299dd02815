import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonCodes } from './message.ts';
import { judge } from './refusals.ts';

const fresh = { times: 1, othersTaken: false, topicForbidden: false };
const refusal = (code: number) => ({ code, reason: '' });

describe('a refused event', () => {
  it.each([reasonCodes.packetTooLarge, reasonCodes.payloadFormatInvalid, reasonCodes.topicNameInvalid])(
    'is given up at once when it can never be taken (%i)',
    (code) => expect(judge(refusal(code), fresh)).toBe('give-up'),
  );

  it.each([reasonCodes.quotaExceeded, reasonCodes.serverBusy, reasonCodes.messageRateTooHigh])(
    'is never given up when it is only too much at the moment (%i)',
    (code) => {
      const verdict = judge(refusal(code), { times: 1_000, othersTaken: true, topicForbidden: true });
      expect(verdict).toEqual({ retryIn: 60_000 });
    },
  );

  it('is given up after five times when others were taken meanwhile, and never when none was', () => {
    const { notAuthorized } = reasonCodes;
    expect(judge(refusal(notAuthorized), { ...fresh, times: 4, othersTaken: true })).toEqual({ retryIn: 8_000 });
    expect(judge(refusal(notAuthorized), { ...fresh, times: 5, othersTaken: true })).toBe('give-up');
    expect(judge(refusal(notAuthorized), { ...fresh, times: 500 })).toEqual({ retryIn: 60_000 });
  });

  it('is given up at once when another of its topic was for want of a permission', () => {
    expect(judge(refusal(reasonCodes.notAuthorized), { ...fresh, topicForbidden: true })).toBe('give-up');
    expect(judge(refusal(0x80), { ...fresh, topicForbidden: true })).toEqual({ retryIn: 1_000 });
  });

  it('waits between a second and a minute, whatever the code and however often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x80, max: 0xff }), fc.integer({ min: 1 }), fc.boolean(), (code, times, flag) => {
        const verdict = judge(refusal(code), { times, othersTaken: flag, topicForbidden: flag });
        if (verdict === 'give-up') return;
        expect(verdict.retryIn).toBeGreaterThanOrEqual(1_000);
        expect(verdict.retryIn).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});
