import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab, LINKS } from '../../../test/support/interface-lab.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';

const ALL = 'ip -j -d -s -s link show';

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

/** Never answers, and gives up only when it has to. */
const whenAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const giveUp = () => reject(new HostError('deadline', 'it', 'no answer in time'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
  });

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

  it('may be there all the same: what was never read is not said to be gone', async () => {
    const lab = interfaceLab();
    const known = [...(await lab.poll()).states.values()];
    const remaining = async (fresh: ReturnType<typeof interfaceLab>) => {
      const { mayRemain } = await fresh.poll();
      return mayRemain && known.filter(mayRemain).map(({ subject }) => subject);
    };
    expect(await remaining(interfaceLab())).toBeUndefined();
    const closed = interfaceLab({ through: broken(() => new Error('it is closed')) });
    expect(await remaining(closed)).toEqual(['blue:lo', 'blue:eth0', 'blue:mv0']);
    const unlisted = interfaceLab({
      through: (host) => ({ ...host, namespaces: () => Promise.reject(new Error('no list')) }),
    });
    expect(await remaining(unlisted)).toEqual(['blue:lo', 'blue:eth0', 'blue:mv0']);
    const odd = interfaceLab();
    odd.editLinks((links) => links.map((link) => (link.ifname === 'eth0' ? { ...link, mtu: 'big' } : link)));
    expect(await remaining(odd)).toEqual(['eth0']);
    odd.editLinks((links) => links.map((link) => (link.ifname === 'eth0' ? { ...link, mtu: 1500 } : link)));
    odd.pass(30);
    expect(await remaining(odd)).toBeUndefined();
  });

  it('does not keep counters back: programs that never answer are left in time', async () => {
    let answers = true;
    const lab = interfaceLab({
      through: (host) => ({
        ...host,
        run: (argv, signal) => (answers ? host.run(argv, signal) : whenAborted(signal)),
      }),
    });
    await lab.poll();
    answers = false;
    lab.pass(30);
    const found = await lab.poll();
    expect([found.outcome, found.events, found.states.size]).toEqual(['partial', [], 17]);
    expect(figures(found, 'receive_bytes_total')).toHaveLength(17);
    expect(figures(found, 'qdisc_drops_total')).toEqual([]);
    // A program that waits for the kernel can't even be killed: it is not started over and over.
    lab.ran();
    lab.pass(10);
    await lab.poll();
    expect(lab.ran()).toEqual([]);
  });

  it('is everything, and a failure, when neither counters nor devices can be read', async () => {
    const lab = interfaceLab({ settings: { namespaces: { exclude: ['*'] } } });
    lab.write('proc/net/dev', 'nothing');
    lab.editFile(`${LINKS}.txt`, () => 'Killed');
    await expect(lab.poll()).rejects.toThrow(/no device can be read: .*\/proc\/net\/dev:2.*; ip -j .*expected JSON/);
  });
});
