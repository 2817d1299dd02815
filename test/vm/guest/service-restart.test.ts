import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isRefusal, type Plan, type Seen } from '../../../src/actions/action.ts';
import { action } from '../../../src/actions/service-restart/index.ts';
import { type RealHost, realHost } from '../../../src/host/real-host.ts';
import { openStep } from '../../../src/remediation/steps/catalogue.ts';
import { eventually } from '../../support/eventually.ts';

const UNIT = 'ovs-vswitchd.service';
const DROP_IN = `/run/systemd/system/${UNIT}.d`;
const PATIENT = { timeout: 110_000, interval: 500 };
const LIMIT = { timeout: 240_000 };
const opened = action.open({ answer_deadline: '2s', steady: '1s' });

const systemctl = (...args: string[]) => execFileSync('systemctl', args, { encoding: 'utf8', stdio: 'pipe' });
const pid = () => Number(readFileSync('/run/openvswitch/ovs-vswitchd.pid', 'utf8'));
const isActive = () => {
  const text = systemctl('show', '--property=ActiveState,SubState', UNIT);
  return /^ActiveState=active$/m.test(text) && /^SubState=running$/m.test(text);
};

function openHost(): RealHost {
  const host = realHost();
  onTestFinished(() => host.close());
  return host;
}

async function look(host: RealHost): Promise<Seen> {
  const target = action.target(new Map());
  if (isRefusal(target)) throw new Error(target.refused);
  const seen = await opened.observe({ target, host, fresh: new Map(), signal: AbortSignal.timeout(60_000) });
  if (isRefusal(seen)) throw new Error(seen.refused);
  return seen;
}

function planBy(seen: Seen): Plan | string {
  const plan = seen.plan({ alert: new Map(), now: Date.now(), history: [] });
  return isRefusal(plan) ? plan.refused : plan;
}

const verdict = async (host: RealHost) => {
  const plan = planBy(await look(host));
  return typeof plan === 'string' ? plan : plan.summary;
};

/** Carries the plan out and looks until it is judged for good. */
async function perform(host: RealHost, plan: Plan, before: Seen): Promise<string> {
  const signal = AbortSignal.timeout(60_000);
  for (const one of plan.steps) {
    const step = openStep(one);
    expect(await step.current?.(host, signal)).toBe(step.expected);
    await step.carryOut(host.hands, signal);
  }
  let last = '';
  await eventually(async () => {
    const { effect, words } = (await look(host)).judge(plan, before.evidence, 0);
    last = `${effect}: ${words}`;
    return effect;
  }, PATIENT).not.toBe('waiting');
  return last;
}

function setUp(lines: string): void {
  rmSync(DROP_IN, { recursive: true, force: true });
  mkdirSync(DROP_IN, { recursive: true });
  writeFileSync(`${DROP_IN}/test.conf`, lines);
  systemctl('daemon-reload');
}

describe('the service of Open vSwitch as its package has it, under a systemd that is process 1', () => {
  beforeAll(() => {
    systemctl('start', UNIT);
    execFileSync('ovs-vsctl', ['--timeout=60', 'add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev']);
  });

  it('is left alone while ovs-vswitchd answers', LIMIT, async () => {
    await eventually(() => verdict(openHost()), PATIENT).toBe('ovs-vswitchd answers');
  });

  it('is restarted when ovs-vswitchd hangs, once', LIMIT, async () => {
    const host = openHost();
    const stopped = pid();
    process.kill(stopped, 'SIGSTOP');
    const seen = await look(host);
    const plan = planBy(seen);
    if (typeof plan === 'string') throw new Error(plan);
    expect(plan.summary).toBe(
      `restart ${UNIT}: ovs-vswitchd hangs: it accepts connections and was silent twice, it was stopped by a signal (state T); a datapath in userspace forwards nothing until it is back`,
    );
    expect([plan.witness.name, plan.witness.agrees]).toEqual(['ovsdb-server', true]);
    expect(await perform(host, plan, seen)).toMatch(
      /^proven: ovs-vswitchd\.service has run for \d+ s, ovs-vswitchd \(\d+\) answers/,
    );
    expect(pid()).not.toBe(stopped);
    // The same plan would not be carried out again.
    const [step] = plan.steps.map(openStep);
    expect(await step?.current?.(host, AbortSignal.timeout(60_000))).not.toBe(step?.expected);
  });

  it('is restarted when ovs-vswitchd was killed and systemd would not', LIMIT, async () => {
    setUp('[Service]\nRestart=no\n');
    const host = openHost();
    process.kill(pid(), 'SIGKILL');
    await eventually(() => verdict(host), PATIENT).toMatch(
      /^restart ovs-vswitchd\.service: ovs-vswitchd is down \(process \d+ is gone\)/,
    );
    const seen = await look(host);
    expect(seen.evidence.unit).toMatchObject({ active: 'failed', result: 'signal', restart: 'no' });
    const plan = planBy(seen);
    if (typeof plan === 'string') throw new Error(plan);
    expect(await perform(host, plan, seen)).toMatch(/^proven: /);
  });

  it('is left to systemd when that restarts it, and to people when they do not want it', LIMIT, async () => {
    setUp('[Service]\nRestartSec=600\n');
    const host = openHost();
    process.kill(pid(), 'SIGKILL');
    await eventually(() => verdict(host), PATIENT).toBe(
      `systemd is about to restart ${UNIT} by itself (Restart=on-failure)`,
    );
    systemctl('mask', '--runtime', UNIT);
    expect(await verdict(host)).toBe(`${UNIT} is masked`);
    systemctl('unmask', '--runtime', UNIT);
    systemctl('stop', UNIT);
    expect(await verdict(host)).toBe(`${UNIT} is inactive: somebody has stopped it, or it was never started`);
  });

  it('is left to people when it ends again and again', LIMIT, async () => {
    setUp('[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=3600\n[Service]\nRestartSec=0\n');
    const host = openHost();
    systemctl('reset-failed', UNIT);
    systemctl('start', UNIT);
    const first = pid();
    process.kill(first, 'SIGKILL');
    await eventually(() => isActive() && pid() !== first, PATIENT).toBe(true);
    process.kill(pid(), 'SIGSTOP');
    expect(await verdict(host)).toBe(`systemd has restarted ${UNIT} 1 times, 2 starts within 1h are its limit`);
    process.kill(pid(), 'SIGKILL');
    // Its process is gone now, and systemd has given up.
    await eventually(() => verdict(host), PATIENT).toMatch(
      /^systemd has restarted ovs-vswitchd\.service 2 times, 2 starts within 1h are its limit$|has used up its start limit/,
    );
  });
});
