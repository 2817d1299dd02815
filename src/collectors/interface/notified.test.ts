import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab, LINKS } from '../../../test/support/interface-lab.ts';

const ALL = 'ip -j -d -s -s link show';

describe('a notification about a device', () => {
  it('reads that device from sysfs and nothing else', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.asked();
    lab.ran();
    await lab.announce('tap-blue');
    const files = ['address', 'carrier', 'carrier_changes', 'flags', 'ifindex', 'master', 'mtu', 'operstate'];
    expect([lab.ran(), lab.asked()]).toEqual([
      [],
      ['tap-blue/brport/state', ...files.map((file) => `tap-blue/${file}`)]
        .map((path) => `/sys/class/net/${path}`)
        .sort(),
    ]);
    await lab.announce('eth0', { netns: 'blue', interface: 'eth0' });
    expect(lab.asked()).toEqual(
      expect.arrayContaining([
        '/sys/class/net/eth0/speed',
        '/sys/class/net/eth0/duplex',
        'blue:/sys/class/net/eth0/flags',
      ]),
    );
  });

  it('that changed nothing leaves every state the same object', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    for (const { fields } of before.states.values()) {
      const after = await lab.announce({ netns: String(fields.netns), interface: String(fields.interface) });
      expect([after.outcome, after.states]).toEqual(['ok', before.states]);
      expect(after.states).toBe(before.states);
    }
  });

  it('changes the state of that device only', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    lab.sysfs('eth0', { carrier: 0, operstate: 'down', carrier_changes: 2, speed: -1 });
    const after = await lab.announce('eth0');
    expect(after.events).toEqual(['eth0: no-carrier, was up']);
    expect(figures(after, 'carrier')).toContain('eth0 0');
    expect([...after.states].filter(([key, state]) => before.states.get(key) !== state).map(([key]) => key)).toEqual([
      'interface/eth0',
    ]);
  });

  it.each([
    ['it is set down', { flags: '0x1002', operstate: 'down' }, 'eth0: admin-down, was up'],
    ['its MTU', { mtu: 9000 }, 'eth0: MTU is 9000 bytes, was 1500 bytes'],
    ['its address', { address: '02:00:00:00:00:07' }, 'eth0: address is 02:00:00:00:00:07, was 52:54:00:12:34:56'],
    ['its speed', { speed: 100 }, 'eth0: speed is 100 Mbit/s, was 1000 Mbit/s'],
    ['its duplex mode', { duplex: 'half' }, 'eth0: duplex is half, was full'],
    ['it waits for 802.1X', { operstate: 'dormant' }, 'eth0: dormant, was up'],
  ])('tells that %s changed', async (_, files, message) => {
    const lab = interfaceLab();
    await lab.poll();
    lab.sysfs('eth0', files);
    expect((await lab.announce('eth0')).events).toEqual([message]);
  });

  it('tells nothing of a speed that is known for the first time', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.remove('sys/class/net/eth2/carrier.error');
    lab.remove('sys/class/net/eth2/speed.error');
    lab.sysfs('eth2', { flags: '0x1003', operstate: 'up', carrier: 1, speed: 1000 });
    const found = await lab.announce('eth2');
    expect([found.events, fieldsOf(found, 'eth2')?.speed]).toEqual([['eth2: up, was admin-down'], 1000]);
  });

  it('tells that a device left its bridge, without a word of the spanning tree, and came into it again', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.remove('sys/class/net/tap-blue/master.link');
    const left = await lab.announce('tap-blue');
    expect([left.events, figures(left, 'stp_state')]).toEqual([
      ['tap-blue: master is none, was br0'],
      ['br0 tap0 disabled 1'],
    ]);
    lab.write('sys/class/net/tap-blue/master.link', '../br0\n');
    lab.write('sys/class/net/tap-blue/brport/state', '4\n');
    const back = await lab.announce('tap-blue');
    expect([back.events, figures(back, 'stp_state')]).toEqual([
      ['tap-blue: master is br0, was none'],
      ['br0 tap-blue blocking 1', 'br0 tap0 disabled 1'],
    ]);
    lab.write('sys/class/net/tap-blue/brport/state', '3\n');
    expect((await lab.announce('tap-blue')).events).toEqual(['tap-blue: STP state is forwarding, was blocking']);
  });

  it('tells changes in the order of the notifications', async () => {
    const lab = interfaceLab();
    await lab.poll();
    for (const name of ['eth0', 'lo', 'slave1']) lab.sysfs(name, { mtu: 1400 });
    const { events } = await lab.announce('slave1', 'eth0', 'eth1', 'lo', 'eth0');
    expect(events.map((message) => message.split(':')[0])).toEqual(['slave1', 'eth0', 'lo']);
  });

  it('that the status does not explain describes a tunnel anew', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.ran();
    lab.editFile(`${LINKS}_dev_vx100.txt`, (text) => text.replace('10.0.9.2', '10.0.9.3'));
    expect((await lab.announce('vx100')).events).toEqual(['vx100: remote end is 10.0.9.3, was 10.0.9.2']);
    lab.sysfs('vx100', { carrier: 0, operstate: 'down' });
    expect((await lab.announce('vx100')).events).toEqual(['vx100: no-carrier, was up']);
    expect(lab.ran()).toEqual([`${ALL} dev vx100`]);
  });

  it('leaves the address of a tunnel, which sysfs shows as bytes, as ip wrote it', async () => {
    const lab = interfaceLab();
    lab.count('gre1');
    const gre = { info_kind: 'gre', info_data: { remote: '10.0.0.2', local: '10.0.0.1' } };
    lab.add('spare1', { ifname: 'gre1', ifindex: 60, link_type: 'gre', address: '10.0.0.1', linkinfo: gre });
    await lab.poll();
    const files = { flags: '0xd1', ifindex: 60, operstate: 'unknown', carrier: 1, carrier_changes: 0, mtu: 1500 };
    lab.sysfs('gre1', { ...files, address: '0a:00:00:01' });
    expect((await lab.announce('gre1')).events).toEqual(['gre1: up, was admin-down']);
  });

  it('without the name of a device describes all of its namespace', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.ran();
    lab.editLinks(
      (links) => links.map((link) => (link.ifname === 'eth0' ? { ...link, mtu: 1400 } : link)),
      'netns/blue/',
    );
    const { events } = await lab.announce({ netns: 'blue', interface: 'lo' }, { netns: 'blue' });
    expect([events, lab.ran()]).toEqual([['blue:eth0: MTU is 1400 bytes, was 1500 bytes'], [`blue: ${ALL}`]]);
  });

  it('describes the namespace when so many are named that one by one would take longer', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.ran();
    const names = Array.from({ length: 5 }, (_, index) => `new${index}`);
    for (const [index, ifname] of names.entries()) {
      lab.count(ifname);
      lab.add('spare1', { ifname, ifindex: 50 + index });
    }
    expect((await lab.announce(...names)).events).toHaveLength(5);
    expect(lab.ran()).toEqual([ALL]);
  });
});

describe('a carrier that came and went between two readings', () => {
  it('is told although the state is the same', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    const changes = Number(
      figures(before, 'carrier_changes_total')
        .find((line) => line.startsWith('eth0'))
        ?.split(' ')[1],
    );
    lab.sysfs('eth0', { carrier_changes: changes + 2 });
    const { occurrences, events } = await lab.announce('eth0');
    expect(events).toEqual([]);
    expect(occurrences?.map(({ definition, message, details }) => [definition.what, message, details])).toEqual([
      [
        'flapped',
        'eth0: the carrier changed 2 times between two readings',
        { kind: 'physical', changes: 2, state: 'up' },
      ],
    ]);
    expect((await lab.announce('eth0')).occurrences).toEqual([]);
    lab.sysfs('eth0', { carrier_changes: changes + 4, carrier: 0, operstate: 'down' });
    expect((await lab.announce('eth0')).occurrences).toEqual([]);
    lab.sysfs('eth0', { carrier_changes: changes + 7, carrier: 1, operstate: 'up' });
    expect((await lab.announce('eth0')).occurrences).toHaveLength(1);
  });
});

describe('watching', () => {
  it('passes on what is watched, and nothing about devices that are left out', () => {
    let announce = (_notice: { netns: string; interface?: string }) => {};
    const lab = interfaceLab({
      settings: { names: { exclude: ['veth*'] }, namespaces: { exclude: ['red'] } },
      through: (host) => ({
        ...host,
        watchLinks: (listener) => {
          announce = listener;
        },
      }),
    });
    const passed: unknown[] = [];
    const listener = { changed: (notice: unknown) => passed.push(notice), occurred: () => undefined };
    lab.reader.watch?.(listener, new AbortController().signal);
    const notices = [{ netns: '', interface: 'eth0' }, { netns: 'blue' }, { netns: 'blue', interface: 'eth7' }];
    for (const notice of [{ netns: '', interface: 'veth1' }, { netns: 'red' }, ...notices]) announce(notice);
    expect(passed).toEqual(notices);
  });
});
