import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkNotice } from '../../src/host/host.ts';
import { defaultRealHostOptions, type RealHost, realHost } from '../../src/host/real-host.ts';

const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });
const isRoot = process.getuid?.() === 0;

describe('the network namespaces of this machine', () => {
  const signal = AbortSignal.timeout(300_000);
  let name = '';
  let host: RealHost;

  beforeEach((context) => {
    if (!isRoot) context.skip('network namespaces are made by root only');
    name = `nst${randomBytes(4).toString('hex')}`;
    const namespaces = { ...defaultRealHostOptions.namespaces, include: [`${name}*`] };
    host = realHost({ ...defaultRealHostOptions, namespaces });
    ip('netns', 'add', name);
  });

  afterEach(() => {
    host?.close();
    if (existsSync(`/run/netns/${name}`)) ip('netns', 'del', name);
  });

  const door = async () => {
    const [found] = await host.namespaces(signal);
    if (found === undefined || !('host' in found)) throw new Error(`no door to ${name}`);
    return found.host;
  };

  it('each show their own devices, counters and sysctls', async () => {
    ip('-n', name, 'link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    execFileSync('nsenter', [
      `--net=/run/netns/${name}`,
      'sh',
      '-c',
      'echo 20000 20100 > /proc/sys/net/ipv4/ip_local_port_range',
    ]);
    const inside = await door();
    expect(inside.netns).toBe(name);
    expect(await inside.list('/sys/class/net', signal)).toEqual([`${name}a`, `${name}b`, 'lo'].sort());
    expect(await inside.readText('/proc/net/dev', signal)).toContain(`${name}a:`);
    expect(await inside.readText('/proc/sys/net/ipv4/ip_local_port_range', signal)).toBe('20000\t20100\n');
    expect(await inside.run(['ip', '-o', 'link'], signal)).toContain(`${name}b@${name}a`);
    expect(await host.readText('/proc/net/dev', signal)).not.toContain(`${name}a:`);
  });

  it('say of a program that is not there that it is absent', async () => {
    await expect((await door()).run(['netsteward-no-such'], signal)).rejects.toMatchObject({ kind: 'absent' });
  });

  it('announce their links at the host and at their own door', async () => {
    const atHost: LinkNotice[] = [];
    const atDoor: LinkNotice[] = [];
    host.watchLinks((notice) => atHost.push(notice), signal);
    (await door()).watchLinks((notice) => atDoor.push(notice), signal);
    ip('-n', name, 'link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    const announced = expect.objectContaining({ netns: name, interface: `${name}a` });
    let mtu = 1300;
    // What is announced before anybody listens is only told as: everything may have changed.
    const afterChange = () => {
      mtu += 1;
      ip('-n', name, 'link', 'set', `${name}a`, 'mtu', String(mtu));
      return atDoor;
    };
    await expect.poll(afterChange, { interval: 200 }).toContainEqual(announced);
    await expect.poll(() => atHost).toContainEqual(announced);
    expect(atDoor.every((notice) => notice.netns === name)).toBe(true);
  });

  it('are let go at once when their name is removed, so that the kernel can free them', async () => {
    const notices: LinkNotice[] = [];
    host.watchLinks((notice) => notices.push(notice), signal);
    await door();
    ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
    ip('netns', 'del', name);
    // The far end of the pair goes when its namespace is freed, and takes this end with it.
    await expect.poll(() => existsSync(`/sys/class/net/${name}a`)).toBe(false);
    await expect.poll(() => notices).toContainEqual({ netns: name });
    expect(await host.namespaces(signal)).toEqual([]);
  });

  it('are met again when the name is given to another namespace', async () => {
    await door();
    ip('netns', 'del', name);
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    await expect.poll(async () => (await door()).readText('/sys/class/net/lo/flags', signal)).toBe('0x9\n');
  });

  it('beyond the limit are named, not entered', async () => {
    const namespaces = { ...defaultRealHostOptions.namespaces, include: [`${name}*`], limit: 0 };
    const careful = realHost({ ...defaultRealHostOptions, namespaces });
    const [only] = await careful.namespaces(signal);
    careful.close();
    expect(only && 'error' in only ? only.error.message : '').toBe(
      `${name}: not read: there are more than 0 network namespaces`,
    );
  });

  it('of processes without a name are found when asked for', async () => {
    const child = spawn('unshare', ['--net', 'sleep', '20']);
    const namespaces = { ...defaultRealHostOptions.namespaces, include: [], processes: true };
    const curious = realHost({ ...defaultRealHostOptions, namespaces });
    try {
      await expect
        .poll(async () => (await curious.namespaces(signal)).filter((one) => 'host' in one).length)
        .toBeGreaterThan(0);
    } finally {
      curious.close();
      child.kill('SIGKILL');
    }
  });
});
