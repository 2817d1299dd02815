import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf, vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';
const linksOf = (folder: string) => readFileSync(join(fixtures, folder, LINKS), 'utf8');

describe('a poll', () => {
  it('finds the functions of a host and where each of them is', async () => {
    const found = await vfHost().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    const places = [...found.states.values()].filter(({ kind }) => kind === 'vf');
    expect(
      places.map(({ subject, fields }) => [subject, fields.place, fields.netdev ?? fields.guest, fields.bond]),
    ).toEqual([
      [`${PF}/0`, 'host', 'pf0v0', 'bond0'],
      [`${PF}/1`, 'host', 'pf0v1', null],
      [`${PF}/2`, 'namespace blue', 'blue:pf0v2', null],
      [`${PF}/3`, 'guest web1', 'web1', null],
      [`${PF}/4`, 'vfio', null, null],
      ['0000:81:00.0/0', 'host', 'pf1v0', 'bond0'],
      ['0000:81:00.0/1', 'host', 'pf1v1', 'bond1'],
      ['0000:81:00.0/2', 'unbound', null, null],
      ['0000:81:00.0/3', 'guest web1', 'web1', null],
    ]);
    expect(fieldsOf(found, `pf/${PF}`)).toEqual({
      ...{ interface: 'pf0', driver: 'igb', driver_version: '6.12.95+deb12-amd64', firmware: '2.1.0' },
      ...{ numa_node: 0, eswitch_mode: null, totalvfs: 7, numvfs: 5, link: 'up', forced_up: 0 },
      used_by: 'bond0, guest web1, namespace blue',
    });
    expect([...found.states.values()].filter(({ kind }) => kind === 'group').map(({ subject }) => subject)).toEqual([
      ...['bond/bond0', 'guest/web1'],
    ]);
  });

  it('tells what was set for each as figures', async () => {
    const found = await vfHost().poll();
    const vf0 = [PF, 'pf0', '0'];
    const figures = (...labels: readonly string[]) =>
      ['vlan_id', 'vlan_qos', 'trust', 'spoof_check', 'max_tx_rate_bytes_per_second', 'rss_query'].map((name) =>
        vfFigure(found, name, ...labels),
      );
    expect(figures(...vf0)).toEqual([100, 3, 1, 1, 0, undefined]);
    expect(figures(PF, 'pf0', '1')).toEqual([0, 0, 0, 0, 25_000_000, undefined]);
    expect(vfFigure(found, 'pf_numvfs', PF, 'pf0')).toBe(5);
    expect(vfFigure(found, 'pf_numa_node', '0000:81:00.0', 'pf1')).toBe(1);
    expect(vfFigure(found, 'pf_up', PF, 'pf0')).toBe(1);
    expect(vfFigure(found, 'group_shares_pf', 'bond', 'bond0')).toBe(0);
  });

  it('tells as labels where each one is, and a VLAN protocol where there is a VLAN', async () => {
    const info = (await vfHost().poll()).families().find(({ definition }) => definition.name === 'netsteward_vf_info');
    expect(info?.points.slice(0, 4).map(({ labels }) => labels.slice(2).join(' '))).toEqual([
      '0 0000:41:10.0 igbvf 02:00:00:00:00:00 802.1Q auto host  pf0v0 bond0 ',
      '1 0000:41:10.2 igbvf 02:00:00:00:00:01  auto host  pf0v1  ',
      '2 0000:41:10.4 igbvf 02:00:00:00:00:02  auto namespace blue pf0v2  ',
      '3 0000:41:10.6 vfio-pci 06:68:35:69:bb:9f  auto guest    web1',
    ]);
  });

  it('asks drivers for what seldom changes once, and ip each time', async () => {
    const host = vfHost();
    expect((await host.poll()).commands.sort()).toEqual([
      ...[PF, '0000:81:00.0'].map((pf) => `devlink -j dev eswitch show pci/${pf}`),
      ...['ethtool -i pf0', 'ethtool -i pf1', 'ip -j -s -d link show'],
    ]);
    expect((await host.poll()).commands).toEqual(['ip -j -s -d link show']);
  });

  it('runs no program where there are no virtual functions, and still tells how many there can be', async () => {
    const host = vfHost('plain');
    const found = await host.poll();
    expect([found.outcome, vfFigure(found, 'pf_totalvfs', PF, 'pf0'), vfFigure(found, 'pf_numvfs', PF, 'pf0')]).toEqual(
      [...['ok', 7, 0]],
    );
    expect(vfFigure(found, 'pf_up', PF, 'pf0')).toBeUndefined();
    expect((await host.poll()).commands).toEqual([]);
  });

  it('is absent and costs one listing on a host without SR-IOV', async () => {
    const host = vfHost('plain');
    host.remove(DEVICES);
    host.write(`${DEVICES}/0000:00:00.0/uevent`, 'PCI_CLASS=60000\nPCI_ID=8086:29C0\n');
    expect(await host.poll()).toMatchObject({ outcome: 'absent', problems: [], commands: [] });
    expect(await host.poll()).toMatchObject({ outcome: 'absent', asked: [DEVICES] });
  });

  it('does not look into namespaces when every function is found elsewhere', async () => {
    const host = vfHost();
    expect((await host.poll()).asked).toContain('blue:/sys/class/net');
    host.write('/sys/bus/pci/drivers/igbvf/.list', '0000:41:10.0\n0000:41:10.2\n0000:81:10.0\n0000:81:10.2\n');
    host.remove('/netns/blue');
    host.write('/netns/blue.error', 'denied not entered');
    const found = await host.poll();
    expect([found.outcome, fieldsOf(found, `vf/${PF}/2`)?.place]).toEqual(['ok', 'unbound']);
  });

  it('asks for each physical function alone where there are very many network devices', async () => {
    const host = vfHost();
    const others = Array.from({ length: 501 }, (_, index) => ({ ifname: `tap${index}`, flags: [] }));
    const all: unknown[] = JSON.parse(linksOf('hosts/set-up'));
    host.write(LINKS, JSON.stringify([...all, ...others]));
    for (const pf of ['pf0', 'pf1'])
      host.write(`/commands/ip_-j_-s_-d_link_show_dev_${pf}.txt`, linksOf('hosts/set-up'));
    expect((await host.poll()).commands).toContain('ip -j -s -d link show');
    const found = await host.poll();
    expect(found.commands).toEqual(['ip -j -s -d link show dev pf0', 'ip -j -s -d link show dev pf1']);
    expect([found.outcome, vfFigure(found, 'trust', PF, 'pf0', '0')]).toEqual(['ok', 1]);
  });

  it('finds a physical function that is in a namespace itself', async () => {
    const host = vfHost();
    host.write('/sys/class/net/.list', 'lo\npf1\npf1v0\npf1v1\n');
    host.write('/netns/blue/sys/class/net/.list', 'lo\npf0\npf0v0\npf0v1\npf0v2\n');
    for (const [name, address] of [
      ['pf0', PF],
      ['pf0v0', '0000:41:10.0'],
      ['pf0v1', '0000:41:10.2'],
    ] as const)
      host.write(`/netns/blue/sys/class/net/${name}.link`, `../../devices/pci0000:40/${address}/net/${name}\n`);
    host.write(`/netns/blue${LINKS}`, linksOf('hosts/set-up'));
    const found = await host.poll();
    expect(found.problems).toEqual([]);
    expect(fieldsOf(found, `pf/${PF}`)).toMatchObject({ interface: 'blue:pf0', link: 'up' });
    expect(vfFigure(found, 'vlan_id', PF, 'blue:pf0', '0')).toBe(100);
  });

  it('takes a driver without a network device for one elsewhere', async () => {
    const host = vfHost();
    host.remove('/netns/blue/sys/class/net/pf0v2.link');
    host.write('/netns/blue/sys/class/net/.list', 'lo\n');
    expect(fieldsOf(await host.poll(), `vf/${PF}/2`)).toMatchObject({ place: 'elsewhere', netdev: null });
  });

  it('leaves guests alone where it was told so', async () => {
    const found = await vfHost('set-up', undefined, { guests: false }).poll();
    expect(fieldsOf(found, `vf/${PF}/3`)?.place).toBe('vfio');
    expect(found.asked.filter((path) => path.startsWith('/proc'))).toEqual([]);
  });
});
