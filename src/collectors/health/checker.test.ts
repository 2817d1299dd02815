import { describe, expect, it } from 'vitest';
import { healthLab, pools, settled, stateOf } from '../../../test/support/health-lab.ts';

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
