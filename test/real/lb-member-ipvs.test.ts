import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { isRefusal, type PastDeed, type Plan, type Seen } from '../../src/actions/action.ts';
import { openStep } from '../../src/remediation/steps/catalogue.ts';
import { serverProcess } from '../support/back-end.ts';
import { eventually } from '../support/eventually.ts';
import { hasProgram } from '../support/programs.ts';
import { watchedMembers } from '../support/watched-members.ts';

const SERVICE = '192.0.2.100:8080';
const MEMBERS = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const PATIENT = { timeout: 100_000, interval: 200 };

/** A namespace whose IPVS shares connections out to three servers in it, gone with the test. */
function balancedNamespace(context: TestContext) {
  if (process.getuid?.() !== 0) context.skip('IPVS is set up by root only');
  if (!hasProgram('ipvsadm')) context.skip('ipvsadm is not installed');
  spawnSync('modprobe', ['ip_vs']);
  if (!existsSync('/proc/net/ip_vs')) context.skip('the kernel has no IPVS');
  const netns = `nst${randomBytes(3).toString('hex')}`;
  const ip = (...argv: string[]) => execFileSync('ip', argv, { encoding: 'utf8', stdio: 'pipe' });
  onTestFinished(() => {
    spawnSync('ip', ['netns', 'del', netns]);
  });
  ip('netns', 'add', netns);
  ip('-n', netns, 'link', 'set', 'lo', 'up');
  for (const address of [...MEMBERS, '192.0.2.100']) ip('-n', netns, 'address', 'add', `${address}/32`, 'dev', 'lo');
  const inside = (...argv: string[]) => ip('netns', 'exec', netns, ...argv);
  inside('ipvsadm', '-A', '-t', SERVICE, '-s', 'rr');
  for (const address of MEMBERS) {
    const thresholds = ['-x', '100', '-y', '50'];
    inside('ipvsadm', '-a', '-t', SERVICE, '-r', `${address}:8080`, '-m', '-w', '3', ...thresholds);
  }
  return { netns, inside };
}

// Connects one time after the other, and prints how many were answered.
const CLIENT = `
  const net = require('node:net');
  const [host, port, count] = process.argv.slice(1);
  const once = () => new Promise((resolve) => {
    const socket = net.connect(Number(port), host, () => socket.end('GET / HTTP/1.0\\r\\n\\r\\n'));
    let told = '';
    socket.on('data', (chunk) => (told += chunk)).on('error', () => resolve(0)).on('close', () => resolve(told === '' ? 0 : 1));
  });
  (async () => { let sum = 0; for (let i = 0; i < Number(count); i += 1) sum += await once(); console.log(sum); })();`;

it('a destination of IPVS that is dead gets the weight 0, and its own again when it is well', {
  timeout: 300_000,
}, async (context) => {
  const { netns, inside } = balancedNamespace(context);
  const answered = (count: number) =>
    Number(inside(process.execPath, '--eval', CLIENT, ...SERVICE.split(':'), String(count)));
  const killers = new Map<string, () => Promise<void>>();
  for (const address of MEMBERS) killers.set(address, await serverProcess(address, 8_080, netns));
  const monitor = { kind: 'tcp', delay: '500ms', timeout: '400ms', rise: 2, fall: 2, netns };
  const pool = { name: 'web', monitor, members: MEMBERS.map((address) => ({ name: address, address, port: 8_080 })) };
  const settings = { watch: '2s', dead_for: 0, healthy_for: 0, settle: 0 };
  const watched = watchedMembers([pool], { settings });
  const entry = `${netns}:TCP ${SERVICE} 192.0.2.1:8080`;
  const target = watched.target({ balancer: 'ipvs', entry, member: 'web/192.0.2.1' });
  const look = async (): Promise<Seen> => {
    const seen = await watched.look(target);
    if (typeof seen === 'string') throw new Error(seen);
    return seen;
  };
  const planNow = async (history: readonly PastDeed[]): Promise<Plan | string> => {
    const seen = await watched.look(target);
    if (typeof seen === 'string') return seen;
    const plan = seen.plan({ alert: new Map(), now: Date.now(), history });
    return isRefusal(plan) ? plan.refused : plan;
  };
  const planned = async (history: readonly PastDeed[], words: RegExp): Promise<Plan> => {
    let found: Plan | string = '';
    await eventually(async () => {
      found = await planNow(history);
      return typeof found === 'string' ? found : found.summary;
    }, PATIENT).toMatch(words);
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  const perform = async (plan: Plan): Promise<string> => {
    const before = await look();
    for (const step of plan.steps) expect(await watched.carryOut(step)).toBe('done');
    let words = '';
    await eventually(async () => {
      const judged = (await look()).judge(plan, before.evidence, 60);
      words = `${judged.effect}: ${judged.words}`;
      return judged.effect;
    }, PATIENT).not.toBe('waiting');
    return words;
  };
  const line = (option: string) =>
    inside('ipvsadm', '-L', '-n', option)
      .split('\n')
      .find((one) => one.includes('192.0.2.1:8080'));

  await eventually(() => planNow([]), PATIENT).toMatch(/holds nothing back there/);
  expect(answered(6)).toBe(6);
  await killers.get('192.0.2.1')?.();
  const plan = await planned(
    [],
    /^weight 0 for 192\.0\.2\.1:8080 of TCP 192\.0\.2\.100:8080: our check of web\/192\.0\.2\.1 fails \(refused, refused\)/,
  );
  expect(plan.witness.agrees).toBe(false);
  // Somebody connects while it is watched.
  const [seen] = await Promise.all([look(), clients(netns, 30)]);
  const again = seen.plan({ alert: new Map(), now: 0, history: [] });
  expect(again).toMatchObject({ witness: { agrees: true, words: expect.stringContaining('none is established') } });
  expect(await perform(plan)).toMatch(
    /^proven: 192\.0\.2\.1:8080 of TCP 192\.0\.2\.100:8080 is weight 0 .* 2 of 3 members are left$/,
  );
  expect(line('--thresholds')).toMatch(/192\.0\.2\.1:8080 +100 +50 /);
  expect(answered(6)).toBe(6);

  const [step] = plan.steps;
  const deed: PastDeed = {
    at: 0,
    object: target.object,
    outcome: 'done',
    settings: plan.steps.flatMap((one) => openStep(one).setting ?? []),
    undo: plan.undo,
  };
  if (step !== undefined) expect(await watched.carryOut(step)).toBe('is 0, not 3');
  await serverProcess('192.0.2.1', 8_080, netns);
  const back = await planned([deed], /^weight 3 again for 192\.0\.2\.1:8080/);
  expect(await perform(back)).toMatch(/^proven: .* gets clients again/);
  expect(line('--thresholds')).toMatch(/192\.0\.2\.1:8080 +100 +50 /);
  expect(line('--stats')).toBeDefined();
  expect(inside('ipvsadm', '-S', '-n')).toContain('-r 192.0.2.1:8080 -m -w 3');

  async function clients(inNetns: string, count: number): Promise<void> {
    const argv = ['netns', 'exec', inNetns, process.execPath, '--eval', CLIENT, ...SERVICE.split(':'), String(count)];
    const child = spawn('ip', argv, { stdio: 'ignore' });
    await new Promise((resolve) => child.on('exit', resolve));
  }
});
