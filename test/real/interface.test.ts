import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { interfaceKind } from '../../src/collectors/interface/events.ts';
import { collector } from '../../src/collectors/interface/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { EventDraft } from '../../src/core/event.ts';
import type { States } from '../../src/core/state.ts';
import type { LinkNotice } from '../../src/host/host.ts';
import { defaultRealHostOptions, type RealHost, realHost } from '../../src/host/real-host.ts';
import { startLoop } from '../../src/schedule/collector-loop.ts';
import { fieldsOf, figures } from '../support/interface-lab.ts';

const ip = (...args: readonly string[]) => execFileSync('ip', args, { encoding: 'utf8' });
const isRoot = process.getuid?.() === 0;

describe('the network devices of this machine', () => {
  const signal = AbortSignal.timeout(300_000);
  /** Names of devices have at most 15 characters. */
  let name = '';
  let host: RealHost;
  let reader: Reader;

  beforeEach((context) => {
    if (!isRoot) context.skip('network devices are made by root only');
    name = `nst${randomBytes(3).toString('hex')}`;
    const namespaces = { ...defaultRealHostOptions.namespaces, include: [`${name}*`] };
    host = realHost({ ...defaultRealHostOptions, namespaces });
    reader = collector.open(host, { names: { include: [`${name}*`, 'lo'] } });
    ip('netns', 'add', name);
  });

  afterEach(() => {
    host?.close();
    // The other way round, the end of the namespace may take the device just as it is being deleted.
    if (existsSync(`/sys/class/net/${name}a`)) ip('link', 'del', `${name}a`);
    if (existsSync(`/run/netns/${name}`)) ip('netns', 'del', name);
  });

  /** The kernel takes note of a carrier a moment after it came. */
  const settled = (...names: readonly string[]) =>
    expect
      .poll(() =>
        names.map((one) => inside('-o', 'link', 'show', 'dev', one)).every((line) => line.includes('state UP')),
      )
      .toBe(true);
  const poll = () => reader.collect({ signal, changed: undefined });
  const announce = (...changed: readonly LinkNotice[]) => reader.collect({ signal, changed });
  const inside = (...args: readonly string[]) => ip('-n', name, ...args);
  const told = (before: Collected, after: Collected) =>
    diffStates('interface', [interfaceKind], before.states, after.states, 0).map(({ data }) => data.message);

  it('are described with their kinds, masters and other ends', async () => {
    ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
    inside('link', 'add', `${name}br`, 'type', 'bridge');
    inside('link', 'set', `${name}b`, 'master', `${name}br`, 'up');
    inside('link', 'set', `${name}br`, 'up');
    ip('link', 'set', `${name}a`, 'up');
    inside('link', 'add', `${name}vx`, 'type', 'vxlan', 'id', '77', 'dstport', '4789', 'remote', '192.0.2.1');
    inside('tuntap', 'add', 'mode', 'tap', `${name}t`);
    inside('link', 'set', `${name}t`, 'up');
    await settled(`${name}b`, `${name}br`);
    await expect.poll(() => ip('-o', 'link', 'show', 'dev', `${name}a`)).toContain('state UP');
    const found = await poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(fieldsOf(found, `${name}a`)).toMatchObject({ kind: 'veth', peer: `${name}:${name}b`, state: 'up' });
    expect(fieldsOf(found, `${name}:${name}b`)).toMatchObject({ peer: `${name}a`, master: `${name}br`, state: 'up' });
    expect(fieldsOf(found, `${name}:${name}br`)).toMatchObject({ kind: 'bridge', mtu: 1500 });
    expect(fieldsOf(found, `${name}:${name}vx`)).toMatchObject({ kind: 'vxlan', vni: 77, remote: '192.0.2.1' });
    expect(fieldsOf(found, `${name}:${name}t`)).toMatchObject({ kind: 'tap', state: 'no-carrier' });
    expect(fieldsOf(found, `${name}:lo`)).toMatchObject({ kind: 'loopback', state: 'admin-down' });
    expect(figures(found, 'stp_state')).toHaveLength(1);
  });

  it('have the counters that sysfs shows', async () => {
    inside('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    for (const end of ['a', 'b']) {
      // Nothing but what is sent on purpose may change the counters between the two readings.
      execFileSync('nsenter', [
        `--net=/run/netns/${name}`,
        'sh',
        '-c',
        `echo 1 > /proc/sys/net/ipv6/conf/${name}${end}/disable_ipv6`,
      ]);
      inside('link', 'set', `${name}${end}`, 'up');
    }
    inside('addr', 'add', '192.0.2.1/24', 'dev', `${name}a`);
    execFileSync('nsenter', [
      `--net=/run/netns/${name}`,
      'bash',
      '-c',
      'for i in 1 2 3; do echo hello > /dev/udp/192.0.2.7/9; done',
    ]);
    const found = await poll();
    const files = { receive_bytes: 'rx_bytes', transmit_packets: 'tx_packets', transmit_bytes: 'tx_bytes' };
    for (const [metric, file] of Object.entries(files)) {
      for (const device of [`${name}a`, `${name}b`]) {
        const path = ['exec', name, 'cat', `/sys/class/net/${device}/statistics/${file}`];
        const value = ip('netns', ...path).trim();
        expect(figures(found, `${metric}_total`)).toContain(`${name} ${device} ${value}`);
      }
    }
    expect(figures(found, 'transmit_packets_total')).not.toContain(`${name} ${name}a 0`);
  });

  it('learn addresses of what speaks on a bridge', async () => {
    inside('link', 'add', `${name}br`, 'type', 'bridge');
    inside('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    inside('link', 'set', `${name}b`, 'master', `${name}br`);
    for (const end of ['a', 'b', 'br']) inside('link', 'set', `${name}${end}`, 'up');
    inside('addr', 'add', '192.0.2.1/24', 'dev', `${name}a`);
    await expect
      .poll(
        async () => {
          const say = 'echo x > /dev/udp/192.0.2.7/9';
          execFileSync('nsenter', [`--net=/run/netns/${name}`, 'bash', '-c', say], { stdio: 'ignore' });
          const asked = collector.open(host, { names: { include: [`${name}*`] } });
          const found = await asked.collect({ signal, changed: undefined });
          return figures(found, 'learned_addresses');
        },
        { timeout: 30_000, interval: 200 },
      )
      .toEqual([`${name} ${name}br ${name}b 1`]);
  });

  it('tell a carrier that is lost, a device that is set down, and the way back', async () => {
    inside('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    for (const end of ['a', 'b']) inside('link', 'set', `${name}${end}`, 'up');
    await settled(`${name}a`, `${name}b`);
    const notice = { netns: name, interface: `${name}a` };
    const steps: [change: readonly string[], message: string][] = [
      [['link', 'set', `${name}b`, 'down'], `${name}:${name}a: no-carrier, was up`],
      [['link', 'set', `${name}a`, 'down'], `${name}:${name}a: admin-down, was no-carrier`],
      [['link', 'set', `${name}a`, 'mtu', '1400'], `${name}:${name}a: MTU is 1400 bytes, was 1500 bytes`],
    ];
    let before = await poll();
    expect(fieldsOf(before, `${name}:${name}a`)).toMatchObject({ state: 'up' });
    for (const [change, message] of steps) {
      inside(...change);
      const after = await announce(notice);
      expect([after.outcome, told(before, after)]).toEqual(['ok', [message]]);
      before = after;
    }
    for (const end of ['b', 'a']) inside('link', 'set', `${name}${end}`, 'up');
    await expect.poll(async () => fieldsOf(await announce(notice), `${name}:${name}a`)).toMatchObject({ state: 'up' });
  });

  it('keep what is known of them when they get another name', async () => {
    inside('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    const before = await poll();
    inside('link', 'set', `${name}b`, 'name', `${name}c`);
    const after = await announce({ netns: name, interface: `${name}c` });
    expect(told(before, after)).toEqual([`${name}:${name}c: new name of ${name}:${name}b`]);
    expect((await poll()).states.size).toBe(before.states.size);
  });

  it('are found again in the namespace that they were moved to', async () => {
    ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    const before = await poll();
    ip('link', 'set', `${name}b`, 'netns', name);
    const after = await announce({ netns: '', interface: `${name}b` }, { netns: name, interface: `${name}b` });
    expect(told(before, after)).toEqual([
      `${name}b: vanished (veth)`,
      `${name}:${name}b: appeared (veth, admin-down, moved here from ${name}b)`,
    ]);
    expect(fieldsOf(await poll(), `${name}a`)).toMatchObject({ peer: `${name}:${name}b` });
  });

  it('come and go with their namespace', async () => {
    const before = await poll();
    expect(fieldsOf(before, `${name}:lo`)).toBeDefined();
    ip('netns', 'del', name);
    await expect.poll(async () => fieldsOf(await announce({ netns: name }), `${name}:lo`)).toBeUndefined();
  });

  it('cause one event a change, by themselves, when the reader watches', async () => {
    inside('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`);
    for (const end of ['a', 'b']) inside('link', 'set', `${name}${end}`, 'up');
    await settled(`${name}a`, `${name}b`);
    const events: EventDraft[] = [];
    const messages = (what: string) =>
      events.filter(({ type }) => type === `netsteward.interface.${what}`).map(({ data }) => data.message);
    let known: States | undefined;
    const loop = startLoop(
      'interface',
      reader,
      { intervalMs: 60_000, deadlineMs: 10_000 },
      {
        snapshot: ({ states, outcome }) => {
          if (outcome === 'failed') return;
          if (known !== undefined) events.push(...diffStates('interface', [interfaceKind], known, states, 0));
          known = states;
        },
        occurred: () => undefined,
      },
    );
    try {
      await expect.poll(() => known?.get(`interface/${name}:${name}a`)?.fields.state).toBe('up');
      // The program that watches the namespace takes a moment to begin.
      let mtu = 1400;
      const tries = () => {
        mtu += 1;
        inside('link', 'set', `${name}a`, 'mtu', String(mtu));
        return events.length;
      };
      await expect.poll(tries).toBeGreaterThan(0);
      inside('link', 'set', `${name}b`, 'down');
      await expect
        .poll(() => messages('state-changed').sort())
        .toEqual([`${name}:${name}a: no-carrier, was up`, `${name}:${name}b: admin-down, was up`]);
      inside('link', 'del', `${name}a`);
      await expect.poll(() => messages('vanished')).toHaveLength(2);
      expect(messages('appeared')).toEqual([]);
    } finally {
      await loop.stop();
    }
  });
});
