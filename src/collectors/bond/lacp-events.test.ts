import { describe, expect, it } from 'vitest';
import { toldIn } from '../../../test/support/bond-story.ts';

describe('an LACP bond', () => {
  const lacp = async (...moments: readonly string[]) =>
    (await toldIn('lacp', moments)).told.map(({ severity, message }) => `${severity} ${message}`);

  it('tells that an agreement was reached', async () => {
    expect(await lacp('02-negotiating', '03-settled')).toEqual([
      'notice bond0/e0: the LACP partner is 02:00:00:00:0a:01, was none',
      'notice bond0/e1: in aggregator 1, was in 2',
      'notice bond0/e1: the LACP partner is 02:00:00:00:0a:01, was none',
      'info bond0: no slave that is up is outside the active aggregator',
      'notice bond0: the LACP partner is 02:00:00:00:0a:01, was none',
    ]);
  });

  it('tells a leg whose link fails', async () => {
    expect(await lacp('03-settled', '04-one-leg-down')).toEqual(['warning bond0/e1: the link is down, was up']);
  });

  it('tells a leg whose partner falls silent while the link stays', async () => {
    expect(await lacp('05-leg-back', '06a-leg-silent', '06b-leg-expired')).toEqual([
      'notice bond0/e1: in aggregator 2, was in 1',
      'warning bond0/e1: the LACP partner 02:00:00:00:0a:01 is no longer heard',
      'warning bond0: a slave is up but not in the active aggregator',
      'warning bond0/e1: the link failed once since the last reading and is up',
    ]);
  });

  it('tells two legs that lead to different partners, and a bond that changes over', async () => {
    expect(await lacp('03-settled', '07-two-partners')).toContain(
      'warning bond0: a slave is up but not in the active aggregator',
    );
    expect(await lacp('07-two-partners', '08-partner-changed')).toEqual(
      expect.arrayContaining([
        'warning bond0: aggregator 2 is active, was 1',
        'warning bond0: the LACP partner is 02:00:00:00:0a:02, was 02:00:00:00:0a:01',
      ]),
    );
  });

  it('tells that every link is down', async () => {
    expect(await lacp('08-partner-changed', '09-all-down')).toEqual(
      expect.arrayContaining(['critical bond0: no aggregator is active, was 2', 'critical bond0: the bond is down']),
    );
  });

  it('tells that the partner is lost, and what churn detection makes of it', async () => {
    expect(await lacp('08-partner-changed', '10-partner-lost')).toContain(
      'critical bond0: the LACP partner 02:00:00:00:0a:02 is gone',
    );
    expect(await lacp('10-partner-lost', '11-churned')).toEqual([
      'info bond0/e1: the churn state of the actor is none, was monitoring',
      'warning bond0/e1: the churn state of the partner is churned, was monitoring',
    ]);
  });
});
