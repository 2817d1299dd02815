import { describe, expect, it } from 'vitest';
import { settled, stateOf } from '../../../test/support/health-lab.ts';

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
