import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab, LINKS } from '../../../test/support/interface-lab.ts';
import type { Host } from '../../host/host.ts';

const ALL = 'ip -j -d -s -s link show';

describe('something that can not be read', () => {
  it('hides nothing else: a device that ip describes in no way that is known stays as it was', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    lab.editLinks((links) => links.map((link) => (link.ifname === 'eth0' ? { ...link, mtu: 'big' } : link)));
    lab.pass(30);
    const found = await lab.poll();
    expect(found.outcome).toBe('partial');
    expect(found.problems).toEqual([
      { subject: 'eth0', message: `${ALL}: expected "mtu" of eth0 to be a whole number, found "\\"big\\""` },
    ]);
    expect(fieldsOf(found, 'eth0')).toBe(fieldsOf(before, 'eth0'));
    expect((await lab.poll()).outcome).toBe('partial');
  });

  it('hides nothing else: of a device whose driver does not answer only the speed is not known', async () => {
    const lab = interfaceLab({ readDeadlineMs: 100 });
    lab.hang('sys/class/net/eth0/speed');
    const found = await lab.poll();
    expect(found.outcome).toBe('partial');
    expect(found.problems.map(({ subject }) => subject)).toEqual(['eth0']);
    expect(fieldsOf(found, 'eth0')).toMatchObject({ state: 'up', mtu: 1500 });
    expect(figures(found, 'speed_bytes')).toEqual(['eth1 125000000']);
  });

  it('hides nothing else: counters that are not there leave states, and the other way round', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.write('proc/net/dev', 'nothing');
    const uncounted = await lab.poll();
    expect([uncounted.outcome, uncounted.states.size]).toEqual(['partial', 17]);
    expect(uncounted.problems[0]?.message).toContain('/proc/net/dev:2: expected the columns');
    const counted = figures(uncounted, 'receive_bytes_total').map((line) => line.replace(/ \d+$/, ''));
    expect(counted).toEqual(['blue lo', 'blue eth0', 'blue mv0']);
    expect(figures(uncounted, 'mtu_bytes')).toHaveLength(17);
  });

  it('is tried again soon: descriptions that failed leave what was known and the counters', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.editFile(`${LINKS}.txt`, () => 'Killed');
    lab.pass(30);
    const found = await lab.poll();
    expect([found.outcome, found.states.size, found.events]).toEqual(['partial', 17, []]);
    expect(found.problems).toEqual([{ subject: 'interface', message: `${ALL}: expected JSON, found "Killed"` }]);
    expect(figures(found, 'receive_bytes_total')).toHaveLength(17);
    lab.ran();
    await lab.poll();
    expect(lab.ran()).not.toContain(ALL);
    lab.pass(5);
    await lab.poll();
    expect(lab.ran()).toContain(ALL);
  });

  it('tells counters by name when devices were never described', async () => {
    const lab = interfaceLab({ settings: { namespaces: { exclude: ['*'] } } });
    lab.remove(`${LINKS}.txt`);
    const found = await lab.poll();
    expect([found.outcome, found.states.size]).toEqual(['partial', 0]);
    expect(figures(found, 'transmit_packets_total')).toContain('bond0 14');
  });

  it('is everything, and a failure, when neither counters nor devices can be read', async () => {
    const lab = interfaceLab({ settings: { namespaces: { exclude: ['*'] } } });
    lab.write('proc/net/dev', 'nothing');
    lab.editFile(`${LINKS}.txt`, () => 'Killed');
    await expect(lab.poll()).rejects.toThrow(/no device can be read: .*\/proc\/net\/dev:2.*; ip -j .*expected JSON/);
  });
});

describe('a device that does not answer', () => {
  it('stays as it was, and delays no other', async () => {
    const lab = interfaceLab({ readDeadlineMs: 100 });
    await lab.poll();
    lab.hang('sys/class/net/eth0/operstate');
    lab.sysfs('eth1', { mtu: 9000 });
    const found = await lab.announce('eth0', 'eth1');
    expect([found.outcome, found.events]).toEqual(['partial', ['eth1: MTU is 9000 bytes, was 1500 bytes']]);
    expect(found.problems.map(({ subject }) => subject)).toEqual(['eth0']);
    expect(fieldsOf(found, 'eth0')).toMatchObject({ state: 'up' });
  });

  it('about its speed is told with all the rest', async () => {
    const lab = interfaceLab({ readDeadlineMs: 100 });
    await lab.poll();
    lab.hang('sys/class/net/eth0/speed');
    lab.sysfs('eth0', { carrier: 0, operstate: 'down' });
    const found = await lab.announce('eth0');
    expect([found.outcome, found.events]).toEqual(['partial', ['eth0: no-carrier, was up']]);
  });
});

describe('a namespace', () => {
  const broken =
    (error: () => Error | undefined) =>
    (host: Host): Host => ({
      ...host,
      namespaces: async (signal) =>
        (await host.namespaces(signal)).map((one) => {
          const reason = error();
          return reason === undefined ? one : { netns: one.netns, error: reason };
        }),
    });

  it('that can not be entered any more keeps its devices, but not their counters', async () => {
    let reason: Error | undefined;
    const lab = interfaceLab({ through: broken(() => reason) });
    await lab.poll();
    reason = new Error('it is closed');
    const found = await lab.poll();
    expect([found.outcome, found.problems]).toEqual(['partial', [{ subject: 'blue', message: 'it is closed' }]]);
    expect([found.events, fieldsOf(found, 'blue:eth0')?.state]).toEqual([[], 'up']);
    expect(figures(found, 'receive_bytes_total')).not.toContainEqual(expect.stringMatching(/^blue/));
    reason = undefined;
    const again = await lab.poll();
    expect([again.outcome, again.events]).toEqual(['ok', []]);
    expect(figures(again, 'receive_bytes_total')).toContainEqual(expect.stringMatching(/^blue/));
  });

  it('that does not answer delays no other', async () => {
    const lab = interfaceLab({ readDeadlineMs: 100 });
    await lab.poll();
    lab.hang('netns/blue/proc/net/dev');
    const found = await lab.poll();
    expect([found.outcome, found.problems.map(({ subject }) => subject)]).toEqual(['partial', ['blue']]);
    expect(figures(found, 'receive_bytes_total')).toHaveLength(14);
  });

  it('that is gone takes its devices along, and brings them when it comes', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.rename('netns/blue', 'netns/red');
    const { events } = await lab.announce({ netns: 'blue' }, { netns: 'red' });
    expect(events).toEqual([
      ...['blue:lo: vanished (loopback)', 'blue:eth0: vanished (veth)', 'blue:mv0: vanished (macvlan)'],
      ...['red:lo: appeared (loopback, admin-down)', 'red:eth0: appeared (veth, up, moved here from blue:eth0)'],
      'red:mv0: appeared (macvlan, admin-down, moved here from blue:mv0)',
    ]);
  });
});
