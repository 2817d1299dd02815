import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab } from '../../../test/support/interface-lab.ts';
import type { Host } from '../../host/host.ts';

/** A host whose namespaces can not be entered for the reason given, as long as there is one. */
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
    lab.sysfs('eth0', { mtu: 9000 });
    const found = await lab.announce('eth0');
    expect([found.outcome, found.events]).toEqual(['partial', ['eth0: MTU is 9000 bytes, was 1500 bytes']]);
    lab.sysfs('eth0', { carrier: 0, operstate: 'down' });
    const lost = await lab.announce('eth0');
    expect([lost.outcome, lost.events]).toEqual(['ok', ['eth0: no-carrier, was up']]);
  });
});

describe('a namespace', () => {
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
