import { describe, expect, it } from 'vitest';
import { healthLab, pools, settled, webPool } from '../../../test/support/health-lab.ts';

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
