import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AgentProcess, buildAgent } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { decisionsOf, entryOf, type LyingLab, lyingLab } from '../support/lying-member.ts';

beforeAll(buildAgent);

const LABELS = ['--label', 'balancer=haproxy', '--label', `entry=${entryOf('two')}`];
const steps = async (lab: LyingLab) => (await lab.entries()).filter(({ what }) => what === 'step');

/** The decision that has come to this. */
async function decisionThatIs(agent: AgentProcess, outcome: string): Promise<string> {
  const find = async () => (await decisionsOf(agent)).find((one) => one.outcome === outcome)?.subject;
  await eventually(find).toBeDefined();
  return (await find()) ?? '';
}

const waiting = async (agent: AgentProcess) =>
  (await decisionsOf(agent)).flatMap(({ outcome, subject }) => (outcome === 'waiting' ? subject : []));

/** Has it read its configuration again, and waits until the alert has been considered anew. */
async function reload(agent: AgentProcess): Promise<void> {
  agent.signal('SIGHUP');
  await consideredAnew(agent, 'configuration-reloaded');
}

/** An alert that goes on firing while nothing is known yet is refused at first, and then considered once more. */
async function consideredAnew({ log, url }: AgentProcess, since: string): Promise<void> {
  const lines = () => log.slice(log.findLastIndex((line) => line.includes(since)));
  await eventually(() => lines().join('\n')).toContain('netsteward.lb-agreement.agreement-changed');
  const looks = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^netsteward_collector_readings_total\{collector="lb-agreement"\} (\d+)/m.exec(text)?.[1]);
  };
  const before = await looks();
  await eventually(looks).toBeGreaterThan(before + 8);
}

async function answer({ url }: AgentProcess, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${url}/actions/answer`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer sesame', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: (await response.text()).trim() };
}

describe('an action that people are asked about', () => {
  it('is only shown in mode propose, and done by nobody, not even when a person asks for it', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start();
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'proposed');
    const plan = await lab.cli('plan', 'lb-member', ...LABELS);
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out).toMatch(/^lb-member haproxy admin:web\/two \(mode propose\)\n {2}drain for web\/two/);
    expect(plan.out).toMatch(/NO +mode +the mode is propose: nothing is carried out/);
    const run = await lab.cli('actions', 'run', 'lb-member', ...LABELS);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toContain('NO   mode');
    expect((await lab.cli('actions', 'approve', id)).err).toContain(`${id} does not wait for anybody`);
    expect(await lab.status('two')).toBe('UP');
    expect(await steps(lab)).toEqual([]);
    expect(await agent.figures('netsteward_actions_suppressed_total{')).toContain('action="lb-member",guard="mode"} 2');
  });

  it('is planned without an agent as with one, and leaves nothing behind', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start();
    await lab.become('two', 'wrong status');
    await decisionThatIs(agent, 'proposed');
    const { out: ofAgent } = await lab.cli('plan', 'lb-member', ...LABELS, '--json');
    await agent.kill('SIGTERM');
    const entries = await lab.entries();
    const { out, code } = await lab.cli('plan', 'lb-member', ...LABELS);
    expect(JSON.parse(ofAgent).decision.plan.steps).toHaveLength(1);
    expect(code).toBe(0);
    // Whoever has just begun to look has not seen both sides differ for a second.
    expect(out).toMatch(/admin:web\/two \(mode propose\)\n/);
    expect(await lab.entries()).toEqual(entries);
    expect(await lab.status('two')).toBe('UP');
  });

  it('is carried out once it is approved on the command line, with the name of who did', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: { mode: 'approve' } });
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'waiting');
    expect(await agent.figures('netsteward_actions_pending{')).toContain('action="lb-member"} 1');
    expect(await lab.status('two')).toBe('UP');
    expect((await lab.cli('actions')).out).toMatch(new RegExp(`${id} .*waiting`));
    const approved = await lab.cli('actions', 'approve', id, '--reason', 'seen it');
    expect(approved).toMatchObject({ code: 0, err: '' });
    expect(approved.out).toMatch(/approved by \S+: seen it\n.*begun/);
    expect(approved.out).toMatch(/done: /);
    expect(await lab.status('two')).toBe('DRAIN');
    expect((await lab.cli('actions', 'approve', id)).err).toContain('does not wait for anybody');
    expect((await steps(lab)).length).toBe(2);
  });

  it('is rejected, and not asked about again while the same alert fires', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: { mode: 'approve' }, keepFiringFor: '1h' });
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'waiting');
    expect((await lab.cli('actions', 'reject', id, '--reason', 'not tonight')).out).toBe(`${id} is rejected`);
    expect(await decisionThatIs(agent, 'rejected')).toBe(id);
    await reload(agent);
    expect(await waiting(agent)).toEqual([]);
    expect(await steps(lab)).toEqual([]);
    const told = await lab.events('action.rejected');
    expect(told.map(({ data }) => data.message)).toEqual([expect.stringContaining('not tonight')]);
  });

  it('waits once, also when the agent has read its configuration again or was started anew', async (context) => {
    const lab = await lyingLab(context);
    const settings = { action: { mode: 'approve' }, keepFiringFor: '1h' };
    const first = await lab.start(settings);
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(first, 'waiting');
    await reload(first);
    expect(await waiting(first)).toEqual([id]);
    await first.kill('SIGKILL');
    const second = await lab.start(settings);
    await consideredAnew(second, 'agent.started');
    expect(await waiting(second)).toEqual([id]);
    const approved = await lab.cli('actions', 'approve', id);
    expect(approved.err).toBe('');
    expect(approved.out).toMatch(/done: /);
  });

  it('is answered over HTTP by those who have the token, and by nobody else', async (context) => {
    const lab = await lyingLab(context);
    const token = path.join(lab.directory, 'token');
    writeFileSync(token, 'sesame\n');
    const agent = await lab.start({ action: { mode: 'approve' }, remediation: { token_file: token } });
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'waiting');
    const approval = { id, answer: 'approve', reason: 'seen it' };
    for (const Authorization of ['', 'Bearer', 'Bearer wrong', 'sesame'])
      expect((await answer(agent, approval, { Authorization })).status).toBe(401);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await answer(agent, `id=${id}&answer=approve`, form)).status).toBe(415);
    expect((await answer(agent, JSON.stringify(approval), { 'Content-Type': 'text/plain' })).status).toBe(415);
    for (const wrong of ['{', '[]', { id, answer: 'yes' }, { ...approval, id: '../../etc' }, { ...approval, more: 1 }])
      expect((await answer(agent, wrong)).status).toBe(400);
    expect((await answer(agent, 'x'.repeat(20_000))).status).toBe(400);
    expect(await answer(agent, { ...approval, id: 'deadbeef' })).toMatchObject({
      status: 409,
      text: expect.stringContaining('deadbeef does not wait'),
    });
    expect(await lab.status('two')).toBe('UP');

    expect((await answer(agent, approval)).status).toBe(200);
    expect(await decisionThatIs(agent, 'done')).toBe(id);
    expect(await lab.status('two')).toBe('DRAIN');
    expect((await answer(agent, approval)).status).toBe(409);
    const story = async (query: string) => await fetch(`${agent.url}/actions/story${query}`);
    expect(await (await story(`?id=${id}`)).text()).toContain('somebody over HTTP');
    expect([(await story('')).status, (await story('?id=deadbeef')).status]).toEqual([400, 404]);
  });

  it('waits no longer than until the alert has ended', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: { mode: 'approve' } });
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'waiting');
    await lab.become('two', 'well');
    expect(await decisionThatIs(agent, 'expired')).toBe(id);
    expect((await lab.cli('actions', 'approve', id)).code).toBe(1);
    expect(await lab.status('two')).toBe('UP');
  });

  it('waits no longer than configured, and is planned anew while the alert fires', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: { mode: 'approve' }, remediation: { approval_expires: '10s' } });
    await lab.become('two', 'wrong status');
    const id = await decisionThatIs(agent, 'waiting');
    expect(await decisionThatIs(agent, 'expired')).toBe(id);
    expect(await decisionThatIs(agent, 'waiting')).not.toBe(id);
  });

  it('is done when a person asks for it, where that is allowed', async (context) => {
    const lab = await lyingLab(context);
    await lab.start({ action: { mode: 'approve' }, alerts: { enabled: false } });
    await lab.become('two', 'wrong status');
    await eventually(async () => (await lab.cli('plan', 'lb-member', ...LABELS)).out).toContain('Steps');
    const run = await lab.cli('actions', 'run', 'lb-member', ...LABELS);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/approval says yes: \S+ has said yes/);
    expect(run.out).toMatch(/done: /);
    expect(await lab.status('two')).toBe('DRAIN');
    expect((await lab.cli('actions', 'run', 'lb-member', ...LABELS)).err).toContain('gets no new clients as it is');
  });
});
