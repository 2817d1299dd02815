import { describe, expect, it } from 'vitest';
import { healthLab, stateOf, webPool } from '../../../test/support/health-lab.ts';

const pools = (members: number, about: object = {}) => ({ pools: [webPool(members, about)] });

/** A pool whose members have all been decided. */
async function settled(members: number, about: object = {}, settings: object = {}) {
  const lab = healthLab({ settings: { ...pools(members, about), ...settings } });
  await lab.poll();
  for (let index = 1; index <= members; index += 1) lab.decide(`web/w${index}`, 'ACTIVE', 'ok', 'ok', 'ok');
  const first = await lab.poll();
  return { ...lab, first };
}

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

describe('what somebody set', () => {
  const withFirst = (about: object) => ({
    pools: [webPool(0, { members: [{ name: 'w1', address: '10.0.0.1', port: 80, ...about }] })],
  });

  it.each([1, 0])('disabled is not checked and OFFLINE, with a weight of %i', async (weight) => {
    const lab = healthLab({ settings: withFirst({ admin_state: 'disabled', weight }) });
    const { states, lines } = await lab.poll();
    expect(lab.plan()).toBeUndefined();
    expect(states.get('member/web/w1')?.fields).toMatchObject({
      state: 'UNKNOWN',
      operating_status: 'OFFLINE',
      reason: 'disabled',
    });
    expect(states.get('pool/web')?.fields.operating_status).toBe('OFFLINE');
    expect(lines()).toContain('netsteward_health_pool_members_enabled{pool="web"} 0');
  });

  it('drained, also by a weight of 0, is checked and takes no part in its pool', async () => {
    for (const about of [{ admin_state: 'drain' }, { weight: 0 }]) {
      const lab = healthLab({ settings: withFirst(about) });
      await lab.poll();
      lab.decide('web/w1', 'ACTIVE', 'ok');
      const { states } = await lab.poll();
      expect(states.get('member/web/w1')?.fields).toMatchObject({ state: 'ACTIVE', operating_status: 'DRAINING' });
      expect(states.get('pool/web')?.fields).toMatchObject({ operating_status: 'OFFLINE', healthy: 0 });
      lab.decide('web/w1', 'INACTIVE', 'refused');
      const gone = await lab.poll();
      expect(gone.states.get('member/web/w1')?.fields.operating_status).toBe('ERROR');
      expect(gone.events).toEqual(['notice: web/w1: INACTIVE, was ACTIVE: refused']);
    }
  });
});

describe('a pool', () => {
  it('tells that it lost its last healthy member, and its virtual address with it', async () => {
    const lab = await settled(2, { virtual_addresses: ['192.0.2.1:443', '192.0.2.1:443'] });
    expect(lab.first.lines()).toContain(
      'netsteward_health_virtual_address_members_healthy{virtual_address="192.0.2.1:443"} 2',
    );
    expect(lab.first.events).toEqual([]);
    expect(lab.first.states.get('virtual-address/192.0.2.1:443')?.fields).toEqual({ served: true, pools: 'web' });
    lab.decide('web/w1', 'INACTIVE', 'refused');
    await lab.notified();
    lab.decide('web/w2', 'INACTIVE', 'timeout');
    const lost = await lab.notified();
    expect(lost.events).toEqual([
      'warning: web/w2: INACTIVE, was ACTIVE: timeout',
      'critical: web: ERROR, was DEGRADED: 0 of 2 enabled members are ACTIVE',
      'critical: 192.0.2.1:443: no healthy member in web',
    ]);
    expect(lost.lines()).toContain('netsteward_health_pool_members_healthy{pool="web"} 0');
    expect(lost.lines()).toContain(
      'netsteward_health_virtual_address_members_healthy{virtual_address="192.0.2.1:443"} 0',
    );
    lab.decide('web/w1', 'ACTIVE', 'ok');
    expect((await lab.notified()).events).toContain('info: 192.0.2.1:443: served again by web');
  });

  it('whose members are not known has no figure that says none is healthy', async () => {
    const lab = healthLab({ settings: pools(2, { virtual_addresses: ['192.0.2.1'] }) });
    const { lines } = await lab.poll();
    expect(lines().filter((line) => line.includes('healthy{') && !line.includes('minimum'))).toEqual([]);
    expect(lines()).toContain('netsteward_health_pool_members_unknown{pool="web"} 2');
  });

  it('tells that it is below its minimum, and only where that is not the same as losing the last member', async () => {
    const lab = await settled(4, { minimum_healthy: 3 });
    lab.decide('web/w1', 'INACTIVE', 'refused');
    expect((await lab.notified()).events.filter((line) => line.includes('at least'))).toEqual([]);
    lab.decide('web/w2', 'INACTIVE', 'refused');
    expect((await lab.notified()).events.slice(1)).toEqual([
      'critical: web: 2 of 4 enabled members are ACTIVE, at least 3 should be',
    ]);
    lab.decide('web/w2', 'ACTIVE', 'ok');
    expect((await lab.notified()).events.slice(1)).toEqual(['info: web: enough members are ACTIVE again']);
    const one = await settled(1);
    one.decide('web/w1', 'INACTIVE', 'refused');
    expect((await one.notified()).events.filter((line) => line.includes('at least'))).toEqual([]);
  });

  it('is told first when all its members are decided, so that it does not seem to recover and to fail', async () => {
    const lab = healthLab({ settings: pools(2) });
    await lab.poll();
    lab.decide('web/w1', 'ACTIVE', 'ok');
    expect((await lab.notified()).states.has('pool/web')).toBe(false);
    lab.decide('web/w2', 'INACTIVE', 'refused');
    expect((await lab.notified()).events).toEqual([
      'warning: web/w2: new member, INACTIVE: refused',
      'warning: web: new pool, DEGRADED: 1 of 2 enabled members are ACTIVE',
    ]);
  });
});

describe('flapping', () => {
  const flapping = { transitions: 3, window: '1m', calm: '2m' };
  const comeAndGo = async (lab: Awaited<ReturnType<typeof settled>>, times: number, seconds: number) => {
    const events: string[] = [];
    for (let time = 0; time < times; time += 1) {
      lab.pass(seconds);
      if (time % 2 === 0) lab.decide('web/w1', 'INACTIVE', 'refused');
      else lab.decide('web/w1', 'ACTIVE', 'ok');
      events.push(...(await lab.notified()).events.filter((line) => line.includes('web/w1')));
    }
    return events;
  };

  it('is an event and holds the member down until it has been calm', async () => {
    const lab = await settled(1, {}, { flapping });
    const events = await comeAndGo(lab, 8, 5);
    expect(events).toEqual([
      'warning: web/w1: INACTIVE, was ACTIVE: refused',
      'info: web/w1: ACTIVE, was INACTIVE',
      'warning: web/w1: INACTIVE, was ACTIVE: refused',
      'warning: web/w1: flapping, it is held INACTIVE until it is calm',
    ]);
    const held = await lab.poll();
    expect(stateOf(held, 'web/w1')).toMatchObject({ state: 'INACTIVE', reason: 'flapping', flapping: true });
    expect(held.lines()).toContain('netsteward_health_member_up{pool="web",member="w1"} 0');
    expect(held.lines()).toContain('netsteward_health_member_flapping{pool="web",member="w1"} 1');
    lab.decide('web/w1', 'INACTIVE', 'refused');
    lab.decide('web/w1', 'ACTIVE', 'ok');
    expect((await lab.notified()).occurrences).toEqual([]);
    lab.pass(119.9);
    expect((await lab.poll()).events).toEqual([]);
    lab.pass(0.2);
    const calm = await lab.poll();
    expect(calm.events).toEqual([
      'info: web/w1: calm again, no longer held',
      'info: web/w1: ACTIVE, was INACTIVE',
      'info: web: ONLINE, was ERROR: 1 of 1 enabled members are ACTIVE',
    ]);
    // Its changes before count no more.
    expect(await comeAndGo(lab, 2, 5)).toHaveLength(2);
  });

  it('is not what changes seldom', async () => {
    const lab = await settled(1, {}, { flapping });
    expect((await comeAndGo(lab, 20, 21)).filter((line) => line.includes('flapping'))).toEqual([]);
  });

  it('does not count what is not known', async () => {
    const lab = await settled(1, {}, { flapping });
    for (let time = 0; time < 10; time += 1) {
      lab.decide('web/w1', 'UNKNOWN', 'no-place');
      await lab.notified();
      lab.decide('web/w1', 'ACTIVE', 'ok');
      await lab.notified();
    }
    expect(stateOf(await lab.poll(), 'web/w1')?.flapping).toBe(false);
  });
});

describe('the agent that begins anew', () => {
  it('tells nothing while members are decided again, and what changed meanwhile when they are', async () => {
    const before = await settled(3, { virtual_addresses: ['192.0.2.1'] });
    before.decide('web/w3', 'INACTIVE', 'refused');
    const { known } = await before.poll();
    before.stop();
    expect(before.isEnded()).toBe(true);

    const lab = healthLab({ settings: pools(3, { virtual_addresses: ['192.0.2.1'] }), known });
    expect((await lab.poll()).events).toEqual([]);
    lab.decide('web/w1', 'ACTIVE', 'ok', 'ok', 'ok');
    lab.decide('web/w2', 'INACTIVE', 'timeout');
    expect((await lab.notified()).events).toEqual(['warning: web/w2: INACTIVE, was ACTIVE: timeout']);
    lab.decide('web/w3', 'INACTIVE', 'refused');
    expect((await lab.notified()).events).toEqual([]);
    lab.decide('web/w2', 'ACTIVE', 'ok');
    expect((await lab.notified()).events).toEqual(['info: web/w2: ACTIVE, was INACTIVE']);
  });

  it('does not tell that its checks are no longer late before it knows', async () => {
    const before = await settled(1);
    before.checker({ missed: 1 });
    const { known } = await before.poll();
    const lab = healthLab({ settings: pools(1), known });
    expect((await lab.poll()).events).toEqual([]);
    expect((await lab.poll()).events).toEqual(['info: checks are on time again']);
  });

  it('tells members that are no longer configured, at once', async () => {
    const { known } = await (await settled(2)).poll();
    const lab = healthLab({ settings: pools(1), known });
    expect((await lab.poll()).events).toEqual(['notice: web/w2: no longer a member']);
  });
});

describe('the checker', () => {
  it('that dies is an event; members stand as they did until they are decided again', async () => {
    const lab = await settled(2);
    lab.lose();
    expect(lab.occurred).toMatchObject([
      { definition: { what: 'checker-lost' }, message: 'the checker died and begins anew: ended with code 1' },
    ]);
    const after = await lab.poll();
    expect([after.events, stateOf(after, 'web/w1')?.state]).toEqual([[], 'ACTIVE']);
    expect(after.lines()).toContain('netsteward_health_checker_losses_total{} 1');
    lab.decide('web/w1', 'INACTIVE', 'refused');
    expect((await lab.notified()).events[0]).toBe('warning: web/w1: INACTIVE, was ACTIVE: refused');
    lab.pass(7);
    expect((await lab.poll()).events).toContain('warning: web/w2: UNKNOWN, was ACTIVE: the checks come to no verdict');
  });

  it('that dies has not taken with it what it told before', async () => {
    const lab = await settled(1);
    lab.decide('web/w1', 'INACTIVE', 'refused');
    lab.lose();
    expect((await lab.poll()).events[0]).toBe('warning: web/w1: INACTIVE, was ACTIVE: refused');
    lab.pass(7);
    expect(stateOf(await lab.poll(), 'web/w1')?.state).toBe('UNKNOWN');
  });

  it('that does not answer leaves nothing to be said', async () => {
    const lab = await settled(1);
    lab.refuse(true);
    await expect(lab.poll()).rejects.toThrow('the checks are not known');
    lab.decide('web/w1', 'INACTIVE', 'refused');
    await expect(lab.notified()).rejects.toThrow('the checks are not known');
    lab.refuse(false);
    expect((await lab.poll()).events[0]).toBe('warning: web/w1: INACTIVE, was ACTIVE: refused');
  });

  it('tells once that its bound of sockets bites, and once that it does no longer', async () => {
    const lab = await settled(1, {}, { descriptors: 64 });
    const wait = (waited: number) => {
      lab.checker({ waited });
      lab.pass(5);
      return lab.poll();
    };
    expect((await wait(10)).events).toEqual([
      'warning: checks wait for a free socket: 64 are open, more are not allowed',
    ]);
    expect((await wait(20)).events).toEqual([]);
    for (let time = 0; time < 11; time += 1) expect((await wait(20)).events).toEqual([]);
    expect((await wait(20)).events).toEqual(['info: checks no longer wait for free sockets']);
  });

  it('tells that it is late', async () => {
    const lab = await settled(1);
    lab.checker({ untrusted: 1 });
    expect((await lab.poll()).states.get('checker/checker')?.fields.late).toBe(true);
    lab.pass(61);
    await lab.poll();
    lab.checker({ missed: 3, lateness: 120 });
    const late = await lab.poll();
    expect(late.events).toEqual(['warning: checks come too late: the machine, or the agent, is too busy']);
    expect(late.lines()).toContain('netsteward_health_checker_lateness_seconds{} 0.12');
  });

  it('is asked at the interval, and not for every notification', async () => {
    const lab = await settled(1);
    const before = lab.reports();
    for (let time = 0; time < 20; time += 1) await lab.notified();
    expect(lab.reports()).toBe(before);
  });
});

describe('a reader that is asked once', () => {
  it('waits for the first answer of each member, and takes it for the verdict', async () => {
    const lab = healthLab({ settings: pools(3), once: true });
    const reading = lab.poll();
    await expect.poll(() => lab.plan()?.targets).toMatchObject([{ rise: 1, fall: 1 }, {}, {}]);
    lab.decide('web/w1', 'ACTIVE', 'ok');
    lab.decide('web/w2', 'INACTIVE', 'refused');
    lab.about('web/w3', { last: { at: 0, verdict: 'none', reason: 'no-place' } });
    const { states } = await reading;
    expect(
      [...states.values()].map(({ subject, fields }) => [subject, fields.state ?? fields.operating_status]),
    ).toEqual([
      ['web/w1', 'ACTIVE'],
      ['web/w2', 'INACTIVE'],
      ['web/w3', 'UNKNOWN'],
      ['web', 'DEGRADED'],
    ]);
    // It asks again every 50 ms, and does not go on when all have answered.
    expect(lab.reports()).toBeLessThan(20);
  });

  it('does not wait for answers that never come', async () => {
    const lab = healthLab({ settings: { ...pools(1), deadline: '250ms' }, once: true });
    const { states, outcome } = await lab.poll();
    expect([outcome, states.get('member/web/w1')?.fields.state]).toEqual(['ok', 'UNKNOWN']);
  });
});

it('a host without pools has nothing to check', async () => {
  const lab = healthLab();
  const found = await lab.poll();
  expect([found.outcome, found.states.size, lab.plans()]).toEqual(['absent', 0, 0]);
});
