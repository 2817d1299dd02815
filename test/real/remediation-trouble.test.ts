import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AgentProcess, buildAgent } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { decisionsOf, entryOf, type LyingLab, lyingLab } from '../support/lying-member.ts';

beforeAll(buildAgent);

const labelsOf = (name: string) => ['--label', 'balancer=haproxy', '--label', `entry=${entryOf(name)}`];
const LABELS = labelsOf('two');
/** A look takes so long that things can happen meanwhile. */
const SLOW = { mode: 'auto', watch: '4s' };
const outcomes = async (agent: AgentProcess) => (await decisionsOf(agent)).map(({ outcome }) => outcome);
const whats = async (lab: LyingLab) => (await lab.entries()).map(({ what }) => what);
const count = (all: readonly string[], one: string) => all.filter((other) => other === one).length;
const stoppedBy = async (agent: AgentProcess, cause: string) =>
  Number((await agent.figures(`netsteward_actions_stopped{cause="${cause}"} `))[0]);

/** Waits until the step is carried out and is being verified. */
async function inTheMiddle(lab: LyingLab): Promise<void> {
  await eventually(async () => await whats(lab)).toEqual(['decided', 'intent', 'step', 'step']);
}

describe('an agent that ends in the middle of an action', () => {
  it('by kill -9 looks for its effect when it is started again, and does nothing twice', async (context) => {
    const lab = await lyingLab(context);
    const first = await lab.start({ action: SLOW });
    await lab.become('two', 'wrong status');
    await inTheMiddle(lab);
    await first.kill('SIGKILL');
    const second = await lab.start({ action: SLOW });
    await eventually(async () => await outcomes(second)).toEqual(['done']);
    expect(await whats(lab)).toEqual(['decided', 'intent', 'step', 'step', 'recovered', 'closed']);
    expect(await lab.status('two')).toBe('DRAIN');
    const [{ subject: id } = { subject: '' }] = await decisionsOf(second);
    expect((await lab.cli('actions', 'show', id)).out).toMatch(/found open: .*\n.*done: after a restart of the agent/);
    expect((await lab.events('action.recovered')).length).toBe(1);
    expect((await lab.cli('actions', 'verify')).code).toBe(0);
  });

  it('as it reads its configuration again goes on afterwards', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: SLOW });
    await lab.become('two', 'wrong status');
    await inTheMiddle(lab);
    agent.signal('SIGHUP');
    await eventually(async () => await whats(lab)).toContain('closed');
    await eventually(async () => await outcomes(agent)).toEqual(['done']);
    const entries = await whats(lab);
    expect([count(entries, 'intent'), count(entries, 'step'), count(entries, 'closed')]).toEqual([1, 2, 1]);
    expect(await lab.status('two')).toBe('DRAIN');
  });
});

describe('the kill switch', () => {
  it('stops what was being considered, and gives way to a person who resumes', async (context) => {
    const lab = await lyingLab(context);
    const agent = await lab.start({ action: SLOW });
    await lab.become('two', 'wrong status');
    await eventually(async () => (await agent.figures('netsteward_alerts{')).join()).toContain('firing');
    const stopped = await lab.cli('actions', 'stop', '--reason', 'new\nswitches $(tonight)');
    expect(stopped.out).toMatch(/^All actions are stopped by \S+\/state\/stop; /);
    await eventually(async () => await outcomes(agent)).toContain('refused');
    expect((await decisionsOf(agent))[0]?.words).toMatch(/kill_switch: .*new switches \$\(tonight\)/);
    expect(await stoppedBy(agent, 'kill_switch')).toBe(1);
    expect((await lab.cli('plan', 'lb-member', ...LABELS)).out).toMatch(/NO +kill_switch/);
    expect(await lab.status('two')).toBe('UP');
    expect(await whats(lab)).not.toContain('intent');

    expect((await lab.cli('actions', 'resume', '--reason', 'done')).out).toBe('actions are resumed');
    await eventually(async () => await outcomes(agent)).toContain('done');
    expect(await lab.status('two')).toBe('DRAIN');
    expect(await stoppedBy(agent, 'kill_switch')).toBe(0);
  });

  it('leaves what was begun as it is: nothing is undone either', async (context) => {
    const lab = await lyingLab(context);
    // Clients that are told nothing do not prove anything: the member is put back by somebody at once.
    const agent = await lab.start({ action: { ...SLOW, verify_within: '5s' } });
    await lab.become('two', 'wrong status');
    await inTheMiddle(lab);
    await lab.haproxy.ask('set server web/two state maint');
    await lab.cli('actions', 'stop');
    await eventually(async () => await outcomes(agent)).toContain('unproven');
    expect((await decisionsOf(agent))[0]?.words).toMatch(/left as it is: \S+\/state\/stop is there/);
    expect(await lab.status('two')).toBe('MAINT');
    expect(count(await whats(lab), 'step')).toBe(2);
  });
});

describe('a journal', () => {
  it('that can not be written any more keeps everything from being carried out, and that is told', async (context) => {
    if (process.getuid?.() !== 0) context.skip('a file system of its own is mounted by root only');
    const lab = await lyingLab(context);
    mkdirSync(lab.journalFolder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', lab.journalFolder]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', lab.journalFolder]));
    const agent = await lab.start({ action: { mode: 'auto' } });
    try {
      writeFileSync(path.join(lab.journalFolder, 'filler'), Buffer.alloc(2 ** 16));
    } catch {
      // It is full now.
    }
    await lab.become('two', 'wrong status');
    await eventually(async () => await stoppedBy(agent, 'journal')).toBe(1);
    const [event] = await lab.events('action.journal-untrusted');
    expect(event).toMatchObject({ severity: 'critical', data: { message: expect.stringContaining('ENOSPC') } });
    expect(await lab.status('two')).toBe('UP');
    expect((await lab.cli('actions', 'run', 'lb-member', ...LABELS)).err).toMatch(/journal|ENOSPC/);
    expect(await lab.status('two')).toBe('UP');
    expect((await fetch(`${agent.url}/-/ready`)).status).toBe(200);
  });

  it('that was edited is told with its line, and trusted by nobody', async (context) => {
    const lab = await lyingLab(context);
    const first = await lab.start({ action: { mode: 'auto' } });
    await lab.become('two', 'wrong status');
    await eventually(async () => await outcomes(first)).toEqual(['done']);
    const [{ subject: id } = { subject: '' }] = await decisionsOf(first);
    await first.kill('SIGTERM');
    const file = path.join(lab.journalFolder, 'actions.journal');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"outcome":"begun"', '"outcome":"observed"'));
    const verified = await lab.cli('actions', 'verify');
    expect(verified).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`${file}:2: expected the line`) });

    const second = await lab.start({ action: { mode: 'auto' } });
    expect(await stoppedBy(second, 'journal')).toBe(1);
    await lab.become('three', 'wrong status');
    await lab.become('two', 'well');
    await lab.haproxy.ask('set server web/two state ready');
    await eventually(async () => (await second.figures('netsteward_alerts{')).join()).toContain('web/three');
    await eventually(async () => (await lab.cli('plan', 'lb-member', ...labelsOf('three'))).out).toMatch(
      /Steps.*NO +journal +what is done can not be recorded: [^\n]*actions\.journal:2: /s,
    );
    expect((await fetch(`${second.url}/actions/story?id=${id}`)).status).toBe(500);
    expect(await lab.status('three')).toBe('UP');
    expect((await lab.events('action.journal-untrusted')).length).toBe(1);
  });

  it('is not written for a recorded host', async (context) => {
    const lab = await lyingLab(context);
    const recorded = path.join(lab.directory, 'recorded');
    const agent = await lab.start({ action: { mode: 'auto' } });
    expect((await lab.cli('record', recorded)).code).not.toBe(1);
    await agent.kill('SIGTERM');
    execFileSync('rm', ['-r', path.join(lab.directory, 'state')]);
    const other = await lab.start({ action: { mode: 'auto' }, options: ['--host-root', recorded] });
    await eventually(async () => (await other.figures('netsteward_collector_readings_total{'))[0]).toBeDefined();
    const plan = await lab.cli('plan', 'service-restart', '--host-root', recorded);
    expect(plan.code).toBe(0);
    expect((await lab.cli('actions', 'run', 'lb-member', ...LABELS)).err).toContain('no agent answers');
    expect(existsSync(lab.journalFolder)).toBe(false);
    expect((await lab.cli('actions')).out).toBe('Nothing was decided yet.');
  });
});
