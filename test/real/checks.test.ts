import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginChecks } from '../../src/host/checks/begin-checks.ts';
import { checking, member, openDescriptors, server } from '../support/checked-members.ts';
import { eventually } from '../support/eventually.ts';
import { addSilentAddress, ip, networkNamespace, noNamespaces, SILENT_ADDRESS } from '../support/network-namespace.ts';

function threadsNamed(name: string): number {
  const names = readdirSync('/proc/self/task').map((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim());
  return names.filter((one) => one === name).length;
}

describe('checks of real members', () => {
  it('tell those that answer from those that refuse', async () => {
    const up = await server();
    const down = await server();
    down.close();
    const { states, transitions, now } = checking({ targets: [member(up.port), member(down.port)], descriptors: 100 });
    await eventually(states).toEqual({ [`127.0.0.1:${up.port}`]: 'ACTIVE', [`127.0.0.1:${down.port}`]: 'INACTIVE' });
    expect(transitions.map(({ from, reason }) => [from, reason]).toSorted()).toEqual([
      ['UNKNOWN', 'ok'],
      ['UNKNOWN', 'refused'],
    ]);
    const last = (await now()).targets.get(`127.0.0.1:${up.port}`)?.last;
    expect(last?.duration).toBeGreaterThan(0);
    expect(last?.duration).toBeLessThan(80);
  });

  it('pass a server that accepts and never answers, and one that resets, as far as TCP goes', async () => {
    const mute = await server();
    const rude = await server((socket) => socket.resetAndDestroy());
    const targets = [false, true].flatMap((halfOpen) =>
      [mute, rude].map(({ port }) => member(port, { key: `${port} ${halfOpen}`, check: { kind: 'tcp', halfOpen } })),
    );
    const { states, now } = checking({ targets, descriptors: 100 });
    await eventually(async () => Object.values(await states())).toEqual(targets.map(() => 'ACTIVE'));
    for (const { failures } of (await now()).targets.values()) expect(failures).toBe(0);
  });

  it('half-open ones are never heard of by the program, where the others are', async () => {
    let accepted = 0;
    const half = await server(() => {
      accepted += 1;
    });
    const whole = await server();
    const targets = [member(half.port, { check: { kind: 'tcp', halfOpen: true } }), member(whole.port)];
    const { now } = checking({ targets, descriptors: 100 });
    await eventually(async () => (await now()).targets.get(`127.0.0.1:${half.port}`)?.checks).toBeGreaterThan(10);
    // A thread that was not given its time may hold one back for too long.
    expect(accepted).toBeLessThan(5);
  });

  it('find a server silent whose program does not take connections any more', async () => {
    const program = `require('net').createServer((socket) => socket.on('error', () => {}))
      .listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); });`;
    const child = spawn(process.execPath, ['-e', program]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const port = Number((await once(child.stdout, 'data'))[0]);
    const { states, transitions } = checking({ targets: [member(port)], descriptors: 100 });
    const key = `127.0.0.1:${port}`;
    await eventually(states).toEqual({ [key]: 'ACTIVE' });
    child.kill('SIGSTOP');
    await eventually(states).toEqual({ [key]: 'INACTIVE' });
    expect(transitions.at(-1)?.reason).toBe('timeout');
    child.kill('SIGCONT');
    await eventually(states).toEqual({ [key]: 'ACTIVE' });
  });

  it('see half of the members vanish and return at once', async () => {
    const stays = await server();
    const leaves = await server();
    const targets = Array.from({ length: 1000 }, (_, index) => {
      const address = `127.0.${index >> 8}.${index & 255}`;
      return member(index % 2 === 0 ? stays.port : leaves.port, { key: `${index}`, address, delay: 500, timeout: 400 });
    });
    const { states, transitions, now } = checking({ targets, descriptors: 2000 });
    const count = async (state: string) => Object.values(await states()).filter((one) => one === state).length;
    await eventually(() => count('ACTIVE')).toBe(1000);
    leaves.close();
    await eventually(() => count('INACTIVE')).toBe(500);
    const fallen = transitions.filter(({ to }) => to === 'INACTIVE');
    expect(fallen.every(({ key, reason }) => Number(key) % 2 === 1 && reason === 'refused')).toBe(true);
    await server(undefined, '0.0.0.0', leaves.port);
    await eventually(() => count('ACTIVE')).toBe(1000);
    expect((await now()).checker).toMatchObject({ waited: 0, untrusted: 0 });
  });

  it('check IPv6, scopes, names and sources', async () => {
    const { port } = await server(undefined, '::');
    const targets = [
      member(port, { key: 'six', address: '::1' }),
      member(port, { key: 'name', address: 'localhost' }),
      member(port, { key: 'source', place: { source: '127.0.0.77', interface: 'lo' } }),
      member(port, { key: 'nowhere', place: { source: '192.0.2.77' } }),
    ];
    const { states, now } = checking({ targets, descriptors: 100 });
    const expected = { six: 'ACTIVE', name: 'ACTIVE', source: 'ACTIVE', nowhere: 'UNKNOWN' };
    await eventually(states).toEqual(expected);
    await eventually(async () => (await now()).targets.get('nowhere')?.last).toMatchObject({
      verdict: 'none',
      reason: 'no-place',
      detail: 'source 192.0.2.77: address not available',
    });
    const found = (await now()).targets;
    expect(['::1', '127.0.0.1']).toContain(found.get('name')?.address);
    expect(found.get('six')?.address).toBe('::1');
  });

  it('check from inside another namespace, until it is gone', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    ip('-n', netns, 'addr', 'add', '192.0.2.77/32', 'dev', 'lo');
    addSilentAddress(netns);
    const { port } = await server();
    const listen = `require('net').createServer((socket) => socket.on('error', () => {})).listen(${port}, '192.0.2.77', () => console.log('up'))`;
    const child = spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', listen]);
    onTestFinished(() => void child.kill());
    await once(child.stdout, 'data');
    const targets = [
      member(port, { key: 'inside', address: '192.0.2.77', place: { netns } }),
      member(port, { key: 'silent', address: SILENT_ADDRESS, place: { netns } }),
      member(port, { key: 'device', address: SILENT_ADDRESS, place: { netns, interface: 'quiet0' } }),
      member(port, { key: 'outside' }),
    ];
    const { states, transitions } = checking({ targets, descriptors: 100 });
    await eventually(states).toEqual({ inside: 'ACTIVE', silent: 'INACTIVE', device: 'INACTIVE', outside: 'ACTIVE' });
    child.kill();
    await once(child, 'exit');
    ip('netns', 'del', netns);
    await eventually(states).toEqual({ inside: 'UNKNOWN', silent: 'UNKNOWN', device: 'UNKNOWN', outside: 'ACTIVE' });
    expect(transitions.filter(({ to }) => to === 'UNKNOWN').map(({ reason }) => reason)).toContain('no-place');
    expect(transitions.filter(({ key }) => key === 'outside')).toHaveLength(1);
  });

  it('check through a VRF', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    try {
      ip('-n', netns, 'link', 'add', 'red', 'type', 'vrf', 'table', '77');
    } catch (error) {
      context.skip(`this kernel makes no VRF: ${String(error)}`);
    }
    ip('-n', netns, 'link', 'set', 'red', 'up');
    ip('-n', netns, 'addr', 'add', '192.0.2.78/32', 'dev', 'red');
    const targets = [member(1, { key: 'red', address: '192.0.2.78', place: { netns, interface: 'red' } })];
    const { transitions } = checking({ targets, descriptors: 100 });
    await eventually(() => transitions.map(({ reason }) => reason)).toEqual(['refused']);
  });

  it('make do with few sockets, and say that they had to', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    addSilentAddress(netns);
    const targets = Array.from({ length: 20 }, (_, index) =>
      member(1000 + index, { address: SILENT_ADDRESS, place: { netns }, key: `${index}` }),
    );
    const { now } = checking({ targets, descriptors: 2 });
    await eventually(async () => (await now()).checker.waited).toBeGreaterThan(10);
    await eventually(async () => (await now()).checker.missed).toBeGreaterThan(10);
    await eventually(async () => [...(await now()).targets.values()].every(({ checks }) => checks > 1)).toBe(true);
    expect((await now()).checker.openSockets).toBeLessThanOrEqual(2);
  });

  it('go on with another plan, and stop with an empty one', async () => {
    const { port } = await server();
    const before = openDescriptors();
    const { replan, states, now, transitions } = checking({ targets: [member(port)], descriptors: 100 });
    await eventually(states).toEqual({ [`127.0.0.1:${port}`]: 'ACTIVE' });
    replan({ targets: [member(port), member(port, { key: 'new' })], descriptors: 100 });
    await eventually(states).toEqual({ [`127.0.0.1:${port}`]: 'ACTIVE', new: 'ACTIVE' });
    expect(transitions.map(({ key }) => key)).toEqual([`127.0.0.1:${port}`, 'new']);
    replan({ targets: [], descriptors: 100 });
    expect((await now()).targets.size).toBe(0);
    await eventually(openDescriptors).toBeLessThanOrEqual(before);
    replan({ targets: [member(port, { key: 'again' })], descriptors: 100 });
    await eventually(states).toEqual({ again: 'ACTIVE' });
  });

  it('have no report when they are over', async () => {
    const { port } = await server();
    const { now, stop } = checking({ targets: [member(port)], descriptors: 100 });
    await now();
    const asked = now();
    stop();
    await expect(asked).rejects.toThrow('checks: the checker was ended');
    await expect(now()).rejects.toMatchObject({ kind: 'ended' });
  });
});

describe('the thread of the checks', () => {
  const impatient = { patience: 4, pause: 50 };

  it('is begun anew when it dies, and everything is checked anew', async () => {
    const { port } = await server();
    const good = { targets: [member(port)], descriptors: 100 };
    const { replan, now, states, deaths, transitions } = checking(good, impatient);
    await eventually(states).toEqual({ [`127.0.0.1:${port}`]: 'ACTIVE' });
    // Nobody can write such a plan; what matters is that it is the thread's end.
    replan(JSON.parse('{"targets": [{"key": "bad", "delay": 10, "timeout": 1}], "descriptors": 1}'));
    await expect(now()).rejects.toThrow(/checks: the checker (has )?died/);
    await eventually(() => deaths.length).toBeGreaterThan(0);
    expect(deaths[0]?.message).toContain('Cannot read properties of undefined');
    replan(good);
    await eventually(() => states().catch(() => undefined)).toEqual({ [`127.0.0.1:${port}`]: 'ACTIVE' });
    expect(transitions.map(({ from, to }) => [from, to])).toEqual([
      ['UNKNOWN', 'ACTIVE'],
      ['UNKNOWN', 'ACTIVE'],
    ]);
  });

  it('is ended by force when it hangs, leaves nothing open, and is begun anew', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    addSilentAddress(netns);
    const { port } = await server();
    const silent = Array.from({ length: 20 }, (_, index) =>
      member(1000 + index, { key: `${index}`, address: SILENT_ADDRESS, place: { netns }, timeout: 60_000 }),
    );
    const worker = new URL('../support/hanging-worker.ts', import.meta.url);
    const before = openDescriptors();
    const plan = { targets: [...silent, member(port, { key: 'hang' })], descriptors: 100 };
    const { deaths, now, replan, states } = checking(plan, { ...impatient, worker });
    await eventually(() => deaths.length).toBe(1);
    expect(deaths[0]?.message).toBe('the thread has not moved for 4 s');
    await expect(now()).rejects.toThrow(
      'checks: the checker died and will begin anew: the thread has not moved for 4 s',
    );
    replan({ targets: [member(port, { key: 'well' })], descriptors: 100 });
    await eventually(() => states().catch(() => undefined)).toEqual({ well: 'ACTIVE' });
    // The second life has an epoll descriptor and a namespace open, and its thread some of its own.
    expect(openDescriptors()).toBeLessThan(before + 15);
    // And it is let live, for longer than the first one was.
    await eventually(async () => (await now()).targets.get('well')?.checks).toBeGreaterThan(55);
    expect(deaths).toHaveLength(1);
  });

  it('is ended by force when it does not end by itself', async () => {
    const worker = new URL('../support/hanging-worker.ts', import.meta.url);
    const plan = { targets: [member(1, { key: 'hang' })], descriptors: 9 };
    const { report, replan } = checking(plan, { patience: 60, pause: 50, worker });
    await eventually(() => threadsNamed('checks')).toBe(1);
    await eventually(() => report(AbortSignal.timeout(200)).catch(() => 'hangs')).toBe('hangs');
    replan({ targets: [], descriptors: 9 });
    await eventually(() => threadsNamed('checks')).toBe(0);
  });

  it('is begun after longer and longer pauses when it dies each time', async () => {
    const worker = new URL('../support/dying-worker.ts', import.meta.url);
    const times: number[] = [];
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const lost = (error: Error) => {
      expect(error.message).toBe('this thread was born to die');
      times.push(performance.now());
    };
    const plan = { targets: [member(1)], descriptors: 9 };
    beginChecks(plan, { transition: () => {}, lost }, stop.signal, { patience: 9, pause: 50, worker });
    await eventually(() => times.length).toBe(5);
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBeGreaterThanOrEqual(8 * 50 - 1);
  });

  it('is not begun anew when there is nothing to check any more', async () => {
    const worker = new URL('../support/dying-worker.ts', import.meta.url);
    const options = { patience: 9, pause: 250, worker };
    const plan = { targets: [member(1)], descriptors: 9 };
    const first = checking(plan, options);
    await eventually(() => first.deaths.length).toBe(1);
    first.replan({ targets: [], descriptors: 9 });
    expect((await first.now()).targets.size).toBe(0);
    const second = checking(plan, options);
    await eventually(() => second.deaths.length).toBe(3);
    expect(first.deaths).toHaveLength(1);
  });

  it('makes nobody INACTIVE when the whole agent stands still for ten seconds', async () => {
    const quick = await server();
    const web = createServer((_, response) => setTimeout(() => response.end('well'), 400)).listen(0, '127.0.0.1');
    await once(web, 'listening');
    onTestFinished(() => void web.close());
    const address = web.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const child = spawn(process.execPath, [
      'test/support/checking-process.ts',
      String(quick.port),
      String(address.port),
    ]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (text) => {
      said += String(text);
    });
    child.stderr.pipe(process.stderr);
    const lines = () => said.split('\n').filter((line) => line !== '');
    await eventually(() => lines().filter((line) => line === 'ACTIVE').length).toBe(60);
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    child.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    child.kill('SIGTERM');
    await once(child.stdout, 'close');
    const report = JSON.parse(lines().at(-1) ?? '{}');
    expect(lines().filter((line) => line === 'INACTIVE')).toEqual([]);
    expect(report.failures).toBe(0);
    expect(report.checker.missed).toBeGreaterThan(60 * 8);
    expect(Object.keys(report.byReason).every((reason) => ['ok', 'untrusted'].includes(reason))).toBe(true);
  }, 60_000);
});
