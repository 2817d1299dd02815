import { describe, expect, it } from 'vitest';
import { healthLab, pools, settled, stateOf } from '../../../test/support/health-lab.ts';

describe('a member', () => {
  it('is not shown while its first decision is still to come, and is UNKNOWN when that does not come', async () => {
    const lab = healthLab({ settings: pools(1) });
    const first = await lab.poll();
    expect([first.outcome, [...first.states.keys()]]).toEqual(['ok', []]);
    expect(first.lines()).toContain(
      'netsteward_health_member_state_info{pool="web",member="w1",state="UNKNOWN",admin_state="enabled",operating_status="UNKNOWN",last_result=""} 1',
    );
    expect(first.lines().some((line) => line.includes('member_up'))).toBe(false);
    // Three checks a second apart, the first within the first second, the last one takes a second; and two seconds to spare.
    lab.pass(6);
    expect(stateOf(await lab.poll(), 'web/w1')).toBeUndefined();
    lab.pass(0.1);
    lab.about('web/w1', {
      checks: 5,
      last: { at: 0, verdict: 'none', reason: 'no-place', detail: 'no namespace blue' },
    });
    const later = await lab.poll();
    expect(stateOf(later, 'web/w1')).toMatchObject({
      state: 'UNKNOWN',
      reason: 'no-place',
      operating_status: 'UNKNOWN',
    });
    expect(later.events).toEqual([
      'notice: web/w1: new member, UNKNOWN: no-place (no namespace blue)',
      'notice: web: new pool, UNKNOWN: 0 of 1 enabled members are ACTIVE',
    ]);
  });

  it('is told once for each verdict, with the reason and the checks behind it', async () => {
    const lab = await settled(2);
    expect(lab.first.events).toEqual([]);
    lab.decide('web/w1', 'INACTIVE', 'ok', 'ok', 'wrong-status', 'timeout', 'wrong-status');
    expect(lab.announced()).toBe(3);
    const down = await lab.notified();
    expect(down.events).toEqual([
      'warning: web/w1: INACTIVE, was ACTIVE: wrong-status (503 Service Unavailable)',
      'warning: web: DEGRADED, was ONLINE: 1 of 2 enabled members are ACTIVE',
    ]);
    expect(down.drafts[0]?.data.details).toMatchObject({
      pool: 'web',
      address: '10.0.0.1',
      port: 80,
      state: 'INACTIVE',
      reason: 'wrong-status',
      operating_status: 'ERROR',
      last_results: 'ok 1.3 ms, ok 1.3 ms, wrong-status 1.3 ms, timeout, wrong-status 1.3 ms',
    });
    const later = await lab.poll();
    expect([later.events, stateOf(later, 'web/w1')]).toEqual([[], down.states.get('member/web/w1')?.fields]);
    lab.decide('web/w1', 'ACTIVE', 'ok', 'ok', 'ok');
    expect((await lab.notified()).events).toEqual([
      'info: web/w1: ACTIVE, was INACTIVE',
      'info: web: ONLINE, was DEGRADED: 2 of 2 enabled members are ACTIVE',
    ]);
  });

  it('is shown up, down or not at all in its figures', async () => {
    const lab = await settled(2);
    lab.decide('web/w2', 'UNKNOWN', 'no-place');
    lab.decide('web/w1', 'INACTIVE', 'refused');
    const { lines } = await lab.poll();
    expect(lines().filter((line) => line.includes('member_up') || line.includes('transitions'))).toEqual([
      'netsteward_health_member_up{pool="web",member="w1"} 0',
      'netsteward_health_member_transitions_total{pool="web",member="w1"} 2',
      'netsteward_health_member_transitions_total{pool="web",member="w2"} 2',
    ]);
  });

  it('is told in its figures as soon as in its states', async () => {
    const lab = await settled(1);
    lab.decide('web/w1', 'INACTIVE', 'timeout');
    const { lines } = await lab.notified();
    expect(lines()).toContain('netsteward_health_member_transitions_total{pool="web",member="w1"} 2');
    expect(lines().some((line) => line.includes('state="INACTIVE"') && line.includes('last_result="timeout"'))).toBe(
      true,
    );
  });

  it('that changed twice between two readings is told for the moment in between', async () => {
    const lab = await settled(1);
    lab.decide('web/w1', 'INACTIVE', 'reset', 'reset', 'reset');
    lab.decide('web/w1', 'ACTIVE', 'ok', 'ok', 'ok');
    const { events, occurrences } = await lab.notified();
    expect(events).toEqual([]);
    expect(occurrences).toMatchObject([
      {
        definition: { what: 'member-flapped' },
        subject: 'web/w1',
        message: 'web/w1: INACTIVE for a moment, then ACTIVE: reset',
      },
    ]);
  });

  it('that was not known for a moment between two readings is no event', async () => {
    const lab = await settled(1);
    lab.decide('web/w1', 'UNKNOWN', 'untrusted');
    lab.decide('web/w1', 'ACTIVE', 'ok');
    const { events, occurrences } = await lab.notified();
    expect([events, occurrences]).toEqual([[], []]);
  });

  it('that nothing happened to is the same object again, whatever the checks count', async () => {
    const lab = await settled(2);
    lab.about('web/w1', { checks: 99 });
    lab.decide('web/w2', 'INACTIVE', 'refused');
    const again = await lab.poll();
    expect(again.states.get('member/web/w1')).toBe(lab.first.states.get('member/web/w1'));
  });

  it('tells a certificate that will run out, and its renewal', async () => {
    const lab = await settled(1);
    const inDays = (days: number) => Date.now() + days * 86_400_000;
    lab.about('web/w1', { certificateExpires: inDays(30) });
    expect((await lab.poll()).events).toEqual([]);
    const soon = inDays(13);
    lab.about('web/w1', { certificateExpires: soon });
    const day = new Date(soon).toISOString().slice(0, 10);
    const expiring = await lab.poll();
    expect(expiring.events).toEqual([`warning: web/w1: the certificate runs out on ${day}`]);
    expect(expiring.lines()).toContain(
      `netsteward_health_member_certificate_expiry_timestamp_seconds{pool="web",member="w1"} ${soon / 1000}`,
    );
    lab.about('web/w1', { certificateExpires: inDays(90) });
    expect((await lab.poll()).events).toMatchObject([
      expect.stringContaining('info: web/w1: the certificate was renewed'),
    ]);
  });
});
