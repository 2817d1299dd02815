import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { isRefusal, type PastDeed, type Plan } from '../../src/actions/action.ts';
import { openStep } from '../../src/remediation/steps/catalogue.ts';
import { type BackEnd, backEnd, loopbackAddress } from '../support/back-end.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { signalTo, startHaproxy, type TestHaproxy } from '../support/haproxy.ts';
import { type WatchedMembers, watchedMembers } from '../support/watched-members.ts';

const MEMBERS = ['one', 'two', 'three'];
const SETTINGS = { watch: '500ms', dead_for: 0, healthy_for: 0, failures: 2, settle: 0, min_active: 2 };

type Lab = WatchedMembers & {
  readonly haproxy: TestHaproxy;
  readonly members: ReadonlyMap<string, BackEnd>;
  /** Sends so many requests to HAProxy, one after the other, and gives the status of each; 0 for none. */
  readonly get: (count: number) => Promise<readonly number[]>;
};

/** Members that HAProxy asks for a connection only, while our checks ask for a page. */
async function startLab(
  context: TestContext,
  settings: object = {},
  more = '',
  socket: 'admin' | 'master' = 'admin',
  options = '',
): Promise<Lab> {
  const address = loopbackAddress();
  const members = new Map<string, BackEnd>();
  for (const [index, name] of MEMBERS.entries()) members.set(name, await backEnd(address, 8_080 + index));
  const front = await freePort();
  const lines = [...members].map(
    ([name, { port }]) => `  server ${name} ${address}:${port} check inter 100ms ${options}`,
  );
  const haproxy = await startHaproxy(
    context,
    `  retries 0
frontend front
  bind 127.0.0.1:${front}
  timeout client 2s
  default_backend web
backend web
  timeout server 300ms
  balance roundrobin
${lines.join('\n')}
${more}`,
  );
  const pool = {
    name: 'web',
    monitor: { kind: 'http', path: '/', delay: '200ms', timeout: '150ms', rise: 2, fall: 2 },
    members: [...members].map(([name, { port }]) => ({ name, address, port })),
  };
  const watched = watchedMembers([pool], { sockets: [haproxy[socket]], settings: { ...SETTINGS, ...settings } });
  const get = async (count: number) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push(await statusFrom(front));
    return statuses;
  };
  return { ...watched, haproxy, members, get };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}

function statusFrom(port: number): Promise<number> {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false, timeout: 5_000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', () => resolve(0)).on('timeout', () => request.destroy());
  });
}

/** Clients come all the time until the test has finished. */
function keepClientsComing({ get }: Lab): void {
  let isOver = false;
  const coming = (async () => {
    for (let count = 0; count < 20_000 && !isOver; count += 1) await get(1);
  })();
  onTestFinished(async () => {
    isOver = true;
    await coming;
  });
}

const labelsOf = (name: string, process = 'admin') => ({
  balancer: 'haproxy',
  entry: `${process}:web/${name}`,
  member: `web/${name}`,
});

/** What would be done now, or why nothing. */
async function planOf(
  lab: Lab,
  name: string,
  history: readonly PastDeed[] = [],
  process?: string,
): Promise<Plan | string> {
  const seen = await lab.look(lab.target(labelsOf(name, process)));
  if (typeof seen === 'string') return seen;
  const plan = seen.plan({ alert: new Map(), now: Date.now(), history });
  return isRefusal(plan) ? plan.refused : plan;
}

async function plannedFor(lab: Lab, name: string, history: readonly PastDeed[] = [], process?: string): Promise<Plan> {
  let found: Plan | string = '';
  await eventually(
    async () => {
      found = await planOf(lab, name, history, process);
      return typeof found === 'string' ? found : 'planned';
    },
    { timeout: 20_000 },
  ).toBe('planned');
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/** The look before, all steps, and looks until it is judged for good. */
async function perform(lab: Lab, name: string, plan: Plan, process?: string): Promise<string> {
  const target = lab.target(labelsOf(name, process));
  const before = await lab.look(target);
  if (typeof before === 'string') throw new Error(before);
  for (const step of plan.steps) expect(await lab.carryOut(step)).toBe('done');
  let last = { effect: 'waiting', words: '' };
  await eventually(
    async () => {
      const after = await lab.look(target);
      last = typeof after === 'string' ? last : after.judge(plan, before.evidence, 60);
      return last.effect;
    },
    { timeout: 20_000 },
  ).not.toBe('waiting');
  return `${last.effect}: ${last.words}`;
}

function deedOf(name: string, plan: Plan, outcome = 'done'): PastDeed {
  const settings = plan.steps.flatMap((step) => openStep(step).setting ?? []);
  return { at: Date.now(), object: `haproxy admin:web/${name}`, outcome, settings, undo: plan.undo };
}

async function stateOf({ haproxy }: Lab, name: string): Promise<string> {
  const text = await haproxy.ask('show stat web 4 -1');
  const [head = '', ...rows] = text.trim().split('\n');
  const at = head.split(',').indexOf('status');
  return rows.find((row) => row.startsWith(`web,${name},`))?.split(',')[at] ?? '';
}

it.for(['wrong status', 'silent'] as const)(
  'a member of HAProxy that lies (%s) is drained, clients go elsewhere, and it is put back when it is well',
  { timeout: 120_000 },
  async (mood, context) => {
    const lab = await startLab(context);
    expect(await planOf(lab, 'one')).toMatch(/holds nothing back there|how web\/one is|no member|do not have/);
    await lab.members.get('one')?.become(mood);
    // Nobody is sent there: nobody but our own check has a word against it.
    const quiet = await plannedFor(lab, 'one');
    expect([quiet.witness.agrees, quiet.witness.words]).toEqual([
      false,
      expect.stringContaining('nobody was sent there'),
    ]);
    keepClientsComing(lab);
    await eventually(
      async () => {
        const plan = await planOf(lab, 'one');
        return typeof plan === 'string' ? plan : plan.witness.agrees;
      },
      { timeout: 20_000 },
    ).toBe(true);
    const plan = await plannedFor(lab, 'one');
    expect(plan.summary).toMatch(/^drain for web\/one: our check of web\/one fails \((wrong-status|timeout), /);
    expect(await perform(lab, 'one', plan)).toMatch(
      /^proven: web\/one is DRAIN, drain and got nobody new .* 2 of 3 members are left$/,
    );
    expect(await lab.get(12)).toEqual(Array.from({ length: 12 }, () => 200));

    const history = [deedOf('one', plan)];
    expect(await planOf(lab, 'one', history)).toBe('web/one gets no new clients as it is (DRAIN, drain)');
    await lab.members.get('one')?.become('well');
    const back = await plannedFor(lab, 'one', history);
    expect([back.summary, back.witness.name, back.witness.agrees]).toEqual([
      expect.stringMatching(/^ready again: web\/one: our check of web\/one has passed for/),
      'check of HAProxy',
      true,
    ]);
    expect(await perform(lab, 'one', back)).toMatch(/^proven: web\/one gets clients again/);
    expect(await stateOf(lab, 'one')).toBe('UP');
    expect(await planOf(lab, 'one', [...history, deedOf('one', back)])).toMatch(/holds nothing back there/);
  },
);

it('no member of HAProxy is drained that the minimum needs', { timeout: 60_000 }, async (context) => {
  const lab = await startLab(context);
  await lab.members.get('one')?.become('wrong status');
  await lab.members.get('two')?.become('wrong status');
  const plan = await plannedFor(lab, 'one');
  expect(await perform(lab, 'one', plan)).toMatch(/^proven: /);
  expect(await planOf(lab, 'two')).toBe(
    'admin:web would be left with 1 of 3 members that get clients; min_active asks for 2',
  );
  // All at once is seldom the members.
  await lab.members.get('three')?.become('wrong status');
  await eventually(() => planOf(lab, 'three'), { timeout: 20_000 }).toBe(
    'all 3 members of its pool fail our checks: that is seldom the members',
  );
});

it('what somebody else has asked of a server of HAProxy is theirs', { timeout: 60_000 }, async (context) => {
  const lab = await startLab(context);
  await lab.members.get('one')?.become('wrong status');
  const plan = await plannedFor(lab, 'one');
  await lab.haproxy.ask('set server web/one state maint');
  const [step] = plan.steps;
  if (step === undefined) throw new Error('no step');
  expect(await lab.carryOut(step)).toBe('is maint, not ready');
  expect(await planOf(lab, 'one')).toBe('web/one gets no new clients as it is (MAINT, maint)');
  // Drained here once, and put into maintenance by somebody since then.
  await lab.members.get('one')?.become('well');
  const history = [deedOf('one', plan)];
  await eventually(() => planOf(lab, 'one', history), { timeout: 20_000 }).toBe(
    'web/one was left at drain and is maint now: somebody else has seen to it',
  );
  const [undo] = plan.undo;
  if (undo === undefined) throw new Error('no undo');
  expect(await lab.carryOut(undo)).toBe('is maint, not drain');
  expect(await stateOf(lab, 'one')).toBe('MAINT');
});

it('a member in maintenance is drained first, so that HAProxy checks it before clients do', {
  timeout: 60_000,
}, async (context) => {
  const lab = await startLab(context, { deed: 'maint' });
  await lab.members.get('one')?.become('wrong status');
  const plan = await plannedFor(lab, 'one');
  expect(await perform(lab, 'one', plan)).toMatch(/^proven: web\/one is MAINT, maint/);
  await lab.members.get('one')?.become('well');
  const first = await plannedFor(lab, 'one', [deedOf('one', plan)]);
  expect(first.summary).toMatch(/^drain instead of maint for web\/one/);
  expect(await perform(lab, 'one', first)).toMatch(/^proven: web\/one is DRAIN, drain/);
  const second = await plannedFor(lab, 'one', [deedOf('one', plan), deedOf('one', first)]);
  await eventually(async () => (await plannedFor(lab, 'one', [deedOf('one', first)])).witness.agrees).toBe(true);
  expect(await perform(lab, 'one', second)).toMatch(/^proven: /);
  expect(await stateOf(lab, 'one')).toBe('UP');
});

it('a server that others track takes them along: what that leaves of their backend counts', {
  timeout: 60_000,
}, async (context) => {
  const follower = 'backend api\n  server one 127.0.0.1:9 track web/one\n';
  const lab = await startLab(context, {}, follower);
  await lab.members.get('one')?.become('wrong status');
  const plan = await plannedFor(lab, 'one');
  expect(await perform(lab, 'one', plan)).toBe(
    'worse: api/one follows it (track), and backend api is left with 0 of 1 members',
  );
  for (const step of plan.undo) expect(await lab.carryOut(step)).toBe('done');
  expect(await stateOf(lab, 'one')).toBe('UP');
});

it('a worker without a socket of its own is reached through its master, until a reload replaces it', {
  timeout: 60_000,
}, async (context) => {
  const lab = await startLab(context, {}, '', 'master');
  await lab.members.get('one')?.become('wrong status');
  const plan = await plannedFor(lab, 'one', [], 'master');
  const pid = await lab.haproxy.workerPid();
  expect(plan.steps[0]?.args).toMatchObject({ socket: lab.haproxy.master, throughMaster: true, pid });
  expect(await perform(lab, 'one', plan, 'master')).toMatch(/^proven: web\/one is DRAIN, drain/);
  signalTo(lab.haproxy.masterPid, 'USR2');
  await eventually(() => lab.haproxy.workerPid().catch(() => pid), { timeout: 20_000 }).not.toBe(pid);
  const [undo] = plan.undo;
  if (undo === undefined) throw new Error('no undo');
  await expect(lab.carryOut(undo)).rejects.toThrow();
  // The new worker has never heard of it.
  const again = await plannedFor(lab, 'one', [], 'master');
  expect(again.steps[0]?.args).toMatchObject({ state: 'drain', expected: 'ready', pid: await lab.haproxy.workerPid() });
});

it('a server whose agent says what it is stays with its agent', { timeout: 60_000 }, async (context) => {
  const agent = createServer((socket) => socket.on('error', () => {}).end('up ready\n'));
  onTestFinished(() => void agent.close());
  agent.listen(0, '127.0.0.1');
  await once(agent, 'listening');
  const { port } = addressOf(agent);
  const options = `agent-check agent-addr 127.0.0.1 agent-port ${port} agent-inter 100ms`;
  const lab = await startLab(context, {}, '', 'admin', options);
  await lab.members.get('one')?.become('wrong status');
  await eventually(() => planOf(lab, 'one'), { timeout: 20_000 }).toBe(
    'an agent (agent-check) drains and enables web/one: that is its own',
  );
});

it('a socket that allows too little says what it takes, and one that is gone is told', {
  timeout: 60_000,
}, async (context) => {
  const lab = await startLab(context);
  await lab.members.get('one')?.become('wrong status');
  const plan = await plannedFor(lab, 'one');
  const [step] = plan.steps;
  if (step === undefined) throw new Error('no step');
  const pid = await lab.haproxy.workerPid();
  const { operator } = lab.haproxy;
  expect(step.args).toMatchObject({ socket: lab.haproxy.admin, backend: 'web', server: 'one', state: 'drain', pid });
  await expect(lab.carryOut({ ...step, args: { ...step.args, server: 'nobody' } })).rejects.toThrow(
    /no server web\/nobody/,
  );
  await expect(lab.carryOut({ ...step, args: { ...step.args, pid: pid + 1 } })).rejects.toMatchObject({
    kind: 'absent',
  });
  await expect(lab.carryOut({ ...step, args: { ...step.args, socket: operator } })).rejects.toThrow(/level admin/);
  await lab.haproxy.kill();
  await expect(lab.carryOut(step)).rejects.toMatchObject({ kind: 'absent' });
  expect(await planOf(lab, 'one')).toMatch(/HAProxy admin is gone|no HAProxy of this host has admin:web\/one/);
});
