import { execFileSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/keepalived/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { realHost } from '../../src/host/real-host.ts';
import { eventually } from '../support/eventually.ts';
import { figure } from '../support/figure.ts';
import { type Router, startPair, VIRTUAL } from '../support/keepalived.ts';

/** A reader of one router that is polled as the agent does, and what it told. */
function follow(router: Router, settings: object = {}) {
  const host = realHost();
  onTestFinished(() => host.close());
  const reader = collector.open(host, { pid_files: [router.pidFile], ...settings });
  const events: string[] = [];
  let before: Collected | undefined;
  const poll = async () => {
    const after = await reader.collect({ signal: AbortSignal.timeout(10_000), changed: undefined });
    const drafts = diffStates('keepalived', collector.kinds, before?.states ?? new Map(), after.states, 0);
    events.push(...drafts.map(({ data }) => data.message));
    before = after;
    return after;
  };
  const field = (name: string) => async () => (await poll()).states.get('instance/main:edge')?.fields[name];
  return { poll, field, told: (): readonly string[] => events.splice(0) };
}

const FAST = { instance: () => 'version 3\n  advert_int 0.1' };
/** It counts in seconds, and several of its waits follow each other in a test. */
const WAIT = { timeout: 30_000 };
const WHOLE = { timeout: 120_000 };

describe('a real pair of keepalived', WHOLE, () => {
  it('tells a fail-over on both sides, with the script behind it, though it is seldom asked', async (context) => {
    const routers = await startPair(context, FAST);
    const [one, two] = [follow(routers[0], { refresh: '1h' }), follow(routers[1], { refresh: '1h' })];
    await eventually(one.field('state'), WAIT).toBe('MASTER');
    await eventually(two.field('state'), WAIT).toBe('BACKUP');
    expect(await two.field('addresses')()).toBe(VIRTUAL);
    // The script has to have been run once, before which it is neither good nor bad.
    const look = async () => (await follow(routers[0]).poll()).states.get('script/main:check')?.fields.status;
    await eventually(look, WAIT).toBe('GOOD');
    one.told();
    two.told();

    routers[0].fail(true);
    await eventually(() => routers[1].hasAddress(), WAIT).toBe(true);
    await eventually(two.field('state'), WAIT).toBe('MASTER');
    await eventually(one.field('state'), WAIT).toBe('BACKUP');
    expect(two.told()).toContain('main:edge: MASTER, was BACKUP');
    const told = one.told();
    // Which router is the master it knows only with the first advert of that.
    expect(told.find((message) => message.startsWith('main:edge: BACKUP'))).toContain(', was MASTER');
    expect(told).toContain('main:edge: priority 60, was 110');
    expect(told.find((message) => message.startsWith('main:check'))).toMatch(/the script is BAD/);
    const families = (await one.poll()).families();
    expect(figure(families, 'netsteward_keepalived_instance_released_master_total', 'main', 'edge')).toBe(1);
    expect(figure(families, 'netsteward_keepalived_script_good', 'main', 'check')).toBe(0);
    expect(figure(families, 'netsteward_keepalived_instance_addresses_present', 'main', 'edge')).toBe(0);
  });

  it('is not harmed by being asked, and is told when it is stopped and when it is gone', async (context) => {
    const [router] = await startPair(context, FAST);
    const { poll, field, told } = follow(router, { refresh: '1s', answer_deadline: '3s' });
    await eventually(field('state'), WAIT).toBe('MASTER');
    told();
    const pid = router.pid();
    execFileSync('kill', ['-STOP', String(pid)]);
    await eventually(async () => (await poll()).outcome, WAIT).toBe('partial');
    expect(told()).toEqual(['main: keepalived does not answer']);
    execFileSync('kill', ['-CONT', String(pid)]);
    await eventually(async () => (await poll()).outcome, WAIT).toBe('ok');
    expect(told()).toContain(`main: keepalived runs, process ${pid}`);
    expect(router.pid()).toBe(pid);
    execFileSync('kill', ['-KILL', String(pid)]);
    await eventually(async () => (await poll()).states.get('daemon/main')?.fields.status, WAIT).toBe('gone');
    expect(told()).toEqual(['main: keepalived is gone']);
    expect(await field('state')()).toBeNull();
  });

  it('tells of two masters that hear and refuse each other', async (context) => {
    const password = (index: number) =>
      `advert_int 1\n  authentication {\n    auth_type PASS\n    auth_pass word${index}\n  }`;
    const routers = await startPair(context, { instance: password });
    const both = routers.map((router) => follow(router, { refresh: '5s' }));
    for (const { field } of both) await eventually(field('state'), WAIT).toBe('MASTER');
    for (const { field, told } of both) {
      await eventually(field('rival'), WAIT).toBe(true);
      expect(told()).toContain('main:edge: is master, and so is another router whose adverts are heard');
    }
    const families = (await both[0]?.poll())?.families() ?? [];
    const failures = figure(
      families,
      'netsteward_keepalived_instance_authentication_errors_total',
      'main',
      'edge',
      'failure',
    );
    expect(failures).toBeGreaterThan(0);
  });
});
