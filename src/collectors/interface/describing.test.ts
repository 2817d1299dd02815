import { describe, expect, it } from 'vitest';
import { figures, interfaceLab } from '../../../test/support/interface-lab.ts';

const ALL = 'ip -j -d -s -s link show';

describe('devices', () => {
  it('are described at the start and then at the pace that is set, their counters read at every poll', async () => {
    const lab = interfaceLab({ settings: { resync: '30s' } });
    await lab.poll();
    expect(lab.ran()).toContain(ALL);
    lab.editFile('proc/net/dev', (text) => text.replace(/^( *eth0:) +\d+/m, '$1 4242'));
    lab.asked();
    const found = await lab.poll();
    expect(figures(found, 'receive_bytes_total')).toContain('eth0 4242');
    expect([lab.ran(), lab.asked()]).toEqual([[], ['/proc/net/dev', '/proc/net/softnet_stat', 'blue:/proc/net/dev']]);
    lab.pass(30);
    await lab.poll();
    expect(lab.ran()).toEqual(
      expect.arrayContaining([ALL, `blue: ${ALL}`, 'tc -j -s qdisc show', 'bridge -j fdb show']),
    );
  });

  it('are the same objects as before as long as they do not change', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    expect((await lab.poll()).states).toBe(before.states);
    lab.pass(30);
    expect((await lab.poll()).states).toBe(before.states);
    lab.pass(30);
    lab.editLinks((links) => links.map((link) => (link.ifname === 'eth0' ? { ...link, mtu: 9000 } : link)));
    const after = await lab.poll();
    expect(after.events).toEqual(['eth0: MTU is 9000 bytes, was 1500 bytes']);
    expect([...after.states].filter(([key, state]) => before.states.get(key) !== state)).toHaveLength(1);
  });

  it('are described anew when the list of counters holds another one, or one less', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.editFile('proc/net/dev', (text) => `${text}  new0: ${'0 '.repeat(16)}\n`);
    lab.editLinks((links) => [...links, { ...links[0], ifname: 'new0', ifindex: 99 }]);
    expect((await lab.poll()).events).toEqual(['new0: appeared (loopback, up)']);
    lab.editFile('proc/net/dev', (text) => text.replace(/^ *spare[01]:.*\n/gm, ''));
    lab.editLinks((links) => links.filter(({ ifname }) => !ifname.startsWith('spare')));
    expect((await lab.poll()).events).toEqual(['spare1: vanished (veth)', 'spare0: vanished (veth)']);
    lab.ran();
    await lab.poll();
    expect(lab.ran()).toEqual([]);
  });

  it('have no counters before they are described', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.count('ghost0');
    const found = await lab.poll();
    expect(figures(found, 'receive_bytes_total')).not.toContain('ghost0 0');
    lab.ran();
    await lab.poll();
    expect(lab.ran()).toEqual([]);
  });

  it('keep their speed while they have no carrier, so that a change is told when it comes back', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.write('sys/class/net/eth0/speed', '-1\n');
    lab.pass(30);
    const away = await lab.poll();
    expect([away.events, figures(away, 'speed_bytes')]).toEqual([[], ['eth1 125000000']]);
    lab.write('sys/class/net/eth0/speed', '100\n');
    lab.pass(30);
    expect((await lab.poll()).events).toEqual(['eth0: speed is 100 Mbit/s, was 1000 Mbit/s']);
  });

  it('are filtered by name, kind and namespace', async () => {
    const subjects = async (settings: unknown) => [...(await interfaceLab({ settings }).poll()).states.keys()];
    expect(await subjects({ names: { include: ['eth*'], exclude: ['eth1'] } })).toEqual([
      ...['interface/eth0', 'interface/eth2', 'interface/blue:eth0'],
    ]);
    expect(await subjects({ kinds: { include: ['veth', 'bond'], exclude: [] } })).toEqual([
      ...['interface/bond0', 'interface/tap-blue', 'interface/spare1', 'interface/spare0', 'interface/blue:eth0'],
    ]);
    expect(await subjects({ names: { include: ['lo'] }, namespaces: { exclude: ['b*'] } })).toEqual(['interface/lo']);
  });

  it('that are left out cost neither points nor readings', async () => {
    const lab = interfaceLab({ settings: { kinds: { exclude: ['physical', 'veth'] } } });
    const found = await lab.poll();
    expect(figures(await lab.poll(), 'receive_bytes_total')).not.toContainEqual(expect.stringContaining('eth'));
    expect(lab.asked()).not.toContainEqual(expect.stringMatching(/eth\d\/speed/));
    expect(found.outcome).toBe('ok');
    lab.ran();
    expect((await lab.announce('eth0', 'tap-blue')).states).toBe(found.states);
    expect([lab.ran(), lab.asked()]).toEqual([[], expect.not.arrayContaining(['/sys/class/net/eth0/flags'])]);
  });
});
