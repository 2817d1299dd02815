import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AgentProcess, buildAgent } from '../support/agent-process.ts';
import { alertmanager, needAlertmanager } from '../support/alertmanager.ts';
import { eventually } from '../support/eventually.ts';
import { decisionsOf, entryOf, type LyingLab, lyingLab } from '../support/lying-member.ts';

beforeAll(buildAgent);

const NASTY = [
  'admin:web/two; reboot',
  'admin:web/$(touch /tmp/hacked)',
  'admin:web/`id`',
  'admin:../../etc/passwd/two',
  'admin:web/two\nset server web/one state maint',
  'admin:web/two\r\nshutdown',
  'admin:web/two\u0000',
  'admin:web/\u202eowt',
  `admin:web/${'x'.repeat(4_096)}`,
  '',
];

const labelsFor = (entry: string, more: object = {}) => ({
  alertname: 'BalancerDisagrees',
  balancer: 'haproxy',
  entry,
  ...more,
});

/** An agent that has no rules of its own and takes alerts from others, with the token of those who may tell them. */
async function receiving(lab: LyingLab): Promise<AgentProcess> {
  const token = path.join(lab.directory, 'token');
  writeFileSync(token, 'sesame\n');
  const webhook = { enabled: true, token_file: token, resolve_timeout: '1h' };
  return await lab.start({ action: { mode: 'auto' }, alerts: { rule_files: [], webhook } });
}

async function deliver({ url }: AgentProcess, labels: object, fingerprint: string): Promise<number> {
  const times = { startsAt: '2026-01-31T12:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
  const alerts = [{ status: 'firing', labels, annotations: {}, ...times, fingerprint }];
  const response = await fetch(`${url}/alerts/received`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer sesame' },
    body: JSON.stringify({ version: '4', receiver: 'r', alerts }),
  });
  return response.status;
}

const all = async (lab: LyingLab) => await Promise.all(['one', 'two', 'three'].map(lab.status));
const isPlain = (text: string) => !/[\p{Cc}\p{Cf}]/u.test(text);

describe('names that were made to do harm', () => {
  it('in alerts of others are refused one by one, each with a record, and the agent lives', async (context) => {
    const lab = await lyingLab(context);
    const agent = await receiving(lab);
    for (const [index, entry] of NASTY.entries()) expect(await deliver(agent, labelsFor(entry), `${index}a`)).toBe(200);
    expect(await deliver(agent, { alertname: 'BalancerDisagrees', balancer: 'haproxy;id', entry: 'x' }, 'f0')).toBe(
      200,
    );
    expect(await deliver(agent, { alertname: 'BalancerDisagrees' }, 'f1')).toBe(200);
    expect(await deliver(agent, labelsFor(entryOf('two'), { member: '../web/two' }), 'f2')).toBe(200);
    const sent = NASTY.length + 3;
    await eventually(async () => (await decisionsOf(agent)).length).toBe(sent);
    for (const { outcome, words, object } of await decisionsOf(agent)) {
      expect(outcome).toBe('refused');
      expect(words).toMatch(/^label (?:entry|balancer|member): expected /);
      expect([words, object].every(isPlain)).toBe(true);
      expect(words.length + object.length).toBeLessThan(500);
    }
    const events = await lab.events('action.refused');
    expect(events.length).toBe(sent);
    expect(events.every(({ subject = '', data }) => isPlain(subject) && isPlain(data.message))).toBe(true);
    const listed = await lab.cli('actions');
    expect(listed.out.split('\n').length).toBe(sent + 1);
    const lines = listed.out.split('\n');
    expect(lines.every(isPlain)).toBe(true);
    expect(await agent.figures('netsteward_actions_suppressed_total{')).toEqual([
      `action="lb-member",guard="plan"} ${sent}`,
    ]);
    expect(await all(lab)).toEqual(['UP', 'UP', 'UP']);
    expect((await lab.cli('actions', 'verify')).code).toBe(0);
  });

  it('on the command line are refused in words, and do nothing', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: { mode: 'auto' } });
    // No program can be given a NUL as an argument.
    for (const entry of NASTY.filter((name) => !name.includes('\u0000'))) {
      const labels = ['--label', 'balancer=haproxy', '--label', `entry=${entry}`];
      const run = await lab.cli('actions', 'run', 'lb-member', ...labels);
      expect(run).toMatchObject({ code: 1, out: '', err: expect.stringContaining('label entry: expected a member') });
      expect(run.err.split('\n').every(isPlain)).toBe(true);
    }
    expect((await lab.cli('actions', 'run', 'lb-member;id')).err).toContain('there is no action "lb-member;id"');
    expect((await lab.cli('actions', 'run', 'lb-member', '--label', 'a b=c')).code).toBe(2);
    const huge = await lab.cli('actions', 'run', 'lb-member', '--label', `entry=${'x'.repeat(100_000)}`);
    expect(huge).toMatchObject({ code: 1, out: '' });
    for (const id of ['../../x', '$(id)', 'deadbee', 'x'.repeat(4_096)]) {
      for (const what of ['approve', 'reject', 'show'])
        expect(await lab.cli('actions', what, id)).toMatchObject({ code: 2, out: '' });
    }
    expect(await all(lab)).toEqual(['UP', 'UP', 'UP']);
    expect((await fetch(`${agent.url}/-/ready`)).status).toBe(200);
  });
});

describe('the same firing alert', () => {
  it('that is delivered 200 times starts one action', async (context) => {
    const lab = await lyingLab(context);
    const agent = await receiving(lab);
    await lab.become('two', 'wrong status');
    await eventually(async () => (await lab.events('lb-agreement.agreement-changed')).length).toBeGreaterThan(0);
    const deliveries = Array.from({ length: 200 }, () => deliver(agent, labelsFor(entryOf('two')), 'abcd'));
    expect(new Set(await Promise.all(deliveries))).toEqual(new Set([200]));
    await eventually(async () => (await decisionsOf(agent)).map(({ outcome }) => outcome)).toEqual(['done']);
    for (let again = 0; again < 20; again += 1) await deliver(agent, labelsFor(entryOf('two')), 'abcd');
    const counted = (await agent.figures('netsteward_actions_total{')).filter((one) => !one.endsWith(' 0'));
    expect(counted).toEqual(['action="lb-member",outcome="done"} 1']);
    expect((await lab.entries()).filter(({ what }) => what === 'intent').length).toBe(1);
    const [begun] = await lab.events('action.begun');
    const [received] = await lab.events('alert.received');
    expect(begun?.causationid).toBe(received?.id);
  });

  it('that a real Alertmanager delivers every 100 ms starts one action', async (context) => {
    needAlertmanager(context);
    const lab = await lyingLab(context);
    const agent = await receiving(lab);
    const http_config = { authorization: { type: 'Bearer', credentials: 'sesame' } };
    const manager = await alertmanager({ webhook: { url: `${agent.url}/alerts/received`, http_config } });
    await manager.start();
    await lab.become('two', 'wrong status');
    await eventually(async () => (await lab.events('lb-agreement.agreement-changed')).length).toBeGreaterThan(0);
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    await manager.post([{ labels: labelsFor(entryOf('two')), startsAt: new Date().toISOString(), endsAt }]);
    await eventually(async () => (await decisionsOf(agent)).map(({ outcome }) => outcome)).toEqual(['done']);
    const taken = async () =>
      Number((await agent.figures('netsteward_received_alert_deliveries_total{outcome="taken"} '))[0]);
    const before = await taken();
    await eventually(taken).toBeGreaterThan(before + 10);
    expect((await lab.entries()).filter(({ what }) => what === 'intent').length).toBe(1);
    expect(await lab.status('two')).toBe('DRAIN');
  });
});
