import { describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { FILE, healthLab, webPool } from '../../../test/support/health-lab.ts';

const DIRECTORY = '/etc/netsteward/pools';
const text = (...pools: readonly object[]) => JSON.stringify({ pools });
/** Real time: what was written has to stay for a moment. */
const followed = { settings: { files: [DIRECTORY] }, realTime: true };

describe('pools in files', () => {
  it('are checked, and followed while the agent runs, without disturbing members that stay', async () => {
    const lab = healthLab(followed);
    lab.write(FILE, text(webPool(2)));
    const first = await lab.poll();
    expect(first.states.get(`pool-file/${FILE}`)?.fields).toEqual({ pools: 1, members: 2, error: null });
    lab.decide('web/w1', 'ACTIVE', 'ok');
    lab.decide('web/w2', 'ACTIVE', 'ok');
    expect((await lab.notified()).events).toEqual([]);
    const before = lab.announced();

    lab.write(FILE, text(webPool(3), webPool(1, { name: 'dns' })));
    await eventually(() => lab.announced()).toBeGreaterThan(before);
    const grown = await lab.notified();
    expect(grown.events).toEqual([
      'notice: web/w3: new member, UNKNOWN: not checked yet',
      'notice: dns/w1: new member, UNKNOWN: not checked yet',
      'notice: dns: new pool, UNKNOWN: 0 of 1 enabled members are ACTIVE',
    ]);
    expect(grown.states.get('member/web/w1')?.fields.state).toBe('ACTIVE');
    expect(lab.plan()?.targets.map(({ key }) => key)).toEqual(['web/w1', 'web/w2', 'web/w3', 'dns/w1']);
    lab.decide('web/w3', 'INACTIVE', 'refused');
    lab.decide('dns/w1', 'ACTIVE', 'ok');
    expect((await lab.notified()).events).toEqual([
      'warning: web/w3: INACTIVE, was UNKNOWN: refused',
      'info: dns/w1: ACTIVE, was UNKNOWN',
      'warning: web: DEGRADED, was ONLINE: 2 of 3 enabled members are ACTIVE',
    ]);
  });

  it('stand as they did while a member is decided again that is checked in another way', async () => {
    const lab = healthLab(followed);
    lab.write(FILE, text(webPool(2)));
    await lab.poll();
    lab.decide('web/w1', 'ACTIVE', 'ok');
    lab.decide('web/w2', 'INACTIVE', 'refused');
    await lab.notified();
    const before = lab.announced();
    lab.write(FILE, text(webPool(2, { monitor: { kind: 'http', delay: '1s' } })));
    await eventually(() => lab.announced()).toBeGreaterThan(before);
    expect((await lab.poll()).events).toEqual([]);
    lab.decide('web/w1', 'INACTIVE', 'wrong-status');
    lab.decide('web/w2', 'INACTIVE', 'refused');
    expect((await lab.poll()).events).toEqual([
      'warning: web/w1: INACTIVE, was ACTIVE: wrong-status (503 Service Unavailable)',
      'critical: web: ERROR, was DEGRADED: 0 of 2 enabled members are ACTIVE',
    ]);
  });

  it('tell what somebody did to a member as that', async () => {
    const lab = healthLab(followed);
    const write = async (admin_state: string) => {
      const before = lab.announced();
      lab.write(FILE, text(webPool(1, { members: [{ name: 'w1', address: '10.0.0.1', port: 80, admin_state }] })));
      await eventually(() => lab.announced()).toBeGreaterThan(before);
      return await lab.notified();
    };
    lab.write(FILE, text(webPool(1)));
    await lab.poll();
    lab.decide('web/w1', 'ACTIVE', 'ok');
    await lab.notified();
    expect((await write('drain')).events).toEqual([
      'notice: web/w1: is drained: it takes no new connections, was enabled',
      'notice: web: OFFLINE, was ONLINE: 0 of 0 enabled members are ACTIVE',
    ]);
    expect((await write('disabled')).events).toEqual(['notice: web/w1: is disabled and no longer checked, was drain']);
    expect(lab.plan()?.targets).toEqual([]);
    const back = await write('enabled');
    // It may have changed since, so what was known of it counts no more.
    expect([back.states.get('member/web/w1')?.fields.state, back.events[0]]).toEqual([
      'UNKNOWN',
      'notice: web/w1: takes connections again, was disabled',
    ]);
  });

  it('with a mistake stay in force, which is an event and a problem', async () => {
    const lab = healthLab(followed);
    lab.write(FILE, text(webPool(1)));
    await lab.poll();
    lab.decide('web/w1', 'ACTIVE', 'ok');
    await lab.notified();
    lab.write(FILE, '{"pools": [\n  {"name": "web"}\n]}');
    const mistake = `${FILE}:2:3: pools.0.monitor: missing, expected a section (names and values)`;
    await eventually(async () => (await lab.poll()).problems).toEqual([{ subject: FILE, message: mistake }]);
    const bad = await lab.poll();
    expect([bad.outcome, bad.states.get('member/web/w1')?.fields.state]).toEqual(['partial', 'ACTIVE']);
    expect(lab.told()).toContain(`warning: not in force, the pools of this file stay as they were: ${mistake}`);
    lab.write(FILE, text(webPool(1)));
    await eventually(async () => (await lab.poll()).problems).toEqual([]);
    expect(lab.told().at(-1)).toBe(`info: ${FILE}: in force again, 1 pool, 1 member`);
    expect(lab.told()).toHaveLength(2);
  });

  it('that is gone takes its members along', async () => {
    const lab = healthLab(followed);
    lab.write(FILE, text(webPool(1)));
    await lab.poll();
    lab.decide('web/w1', 'ACTIVE', 'ok');
    await lab.notified();
    lab.remove(FILE);
    await eventually(async () => (await lab.poll()).outcome).toBe('absent');
    expect(lab.told()).toEqual([
      `warning: ${FILE}: the file is gone, and its 1 pool with it`,
      'notice: web/w1: no longer a member',
      'notice: web: the pool is gone',
    ]);
    expect(lab.plan()?.targets).toEqual([]);
  });

  it('with a name that the configuration has are left out, and that is a problem', async () => {
    const lab = healthLab({ settings: { files: [DIRECTORY], pools: [webPool(1)] } });
    lab.write(FILE, text(webPool(2), webPool(1, { name: 'dns' })));
    const { outcome, problems, states } = await lab.poll();
    const message = `${FILE}: the pool web is left out, the configuration has one of that name`;
    expect([outcome, problems]).toEqual(['partial', [{ subject: FILE, message }]]);
    expect(states.get(`pool-file/${FILE}`)?.fields.error).toBe(message);
    expect(lab.plan()?.targets.map(({ key }) => key)).toEqual(['web/w1', 'dns/w1']);
  });

  it('that could not be read since the agent began keep what an earlier run knew of them', async () => {
    const before = healthLab({ settings: { files: [DIRECTORY], pools: [webPool(1, { name: 'own' })] } });
    before.write(FILE, text(webPool(1)));
    await before.poll();
    before.decide('web/w1', 'ACTIVE', 'ok');
    before.decide('own/w1', 'ACTIVE', 'ok');
    const { known } = await before.poll();

    const lab = healthLab({ settings: { files: [DIRECTORY] }, known });
    lab.write(`${DIRECTORY}.error`, 'deadline no answer within 1000 ms');
    const blind = await lab.poll();
    expect([blind.outcome, blind.events]).toEqual(['partial', []]);
  });

  it('with a mistake from the beginning keep what an earlier run knew of them', async () => {
    const before = healthLab(followed);
    before.write(FILE, text(webPool(1)));
    await before.poll();
    before.decide('web/w1', 'ACTIVE', 'ok');
    const { known } = await before.poll();
    const lab = healthLab({ ...followed, known });
    lab.write(FILE, '{"pools": [');
    expect((await lab.poll()).events).toEqual([]);
    await eventually(async () => (await lab.poll()).problems).toHaveLength(1);
    expect(lab.told()).toEqual([expect.stringContaining('warning: not in force, the pools of this file stay')]);
  });

  it('are read again by a reader that is asked once, without any patience', async () => {
    const lab = healthLab({ settings: { files: [DIRECTORY] }, once: true });
    lab.write(FILE, 'pools: [');
    const { outcome, problems } = await lab.poll();
    expect([outcome, problems]).toMatchObject(['partial', [{ message: expect.stringContaining(`${FILE}:1:9: `) }]]);
  });
});
