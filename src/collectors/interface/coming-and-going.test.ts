import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab, LINKS } from '../../../test/support/interface-lab.ts';

const ALL = 'ip -j -d -s -s link show';

describe('a device that is not known', () => {
  it('is described alone, and found again by the next poll', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.ran();
    lab.count('new0');
    lab.add('spare1', { ifname: 'new0', ifindex: 77, link: 'spare0' });
    const found = await lab.announce('new0');
    expect([found.events, lab.ran()]).toEqual([['new0: appeared (veth, admin-down)'], [`${ALL} dev new0`]]);
    expect(fieldsOf(found, 'new0')).toMatchObject({ peer: 'spare0' });
    expect((await lab.poll()).events).toEqual([]);
    expect(lab.ran()).toEqual([]);
  });

  it('is told as one renaming when it has the number of another one', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.uncount('eth1');
    lab.count('wan');
    lab.add('eth1', { ifname: 'wan', ifindex: 3 });
    const found = await lab.announce('wan');
    expect(found.events).toEqual(['wan: new name of eth1']);
    expect([...found.states.keys()]).not.toContain('interface/eth1');
    expect(fieldsOf(found, 'wan')).not.toHaveProperty('moved_from');
    expect(figures(found, 'info').filter((line) => line.includes('0000:02:00.0'))).toEqual([
      'wan physical 52:54:00:12:34:57 igb 2.1.0 0000:02:00.0 1',
    ]);
    expect((await lab.poll()).events).toEqual([]);
  });

  it('is told as one renaming too when a poll finds it', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.editFile('proc/net/dev', (text) => text.replace('spare1:', 'other1:'));
    lab.editLinks((links) => links.map((link) => (link.ifname === 'spare1' ? { ...link, ifname: 'other1' } : link)));
    expect((await lab.poll()).events).toEqual(['other1: new name of spare1']);
  });

  it('is nothing when it is gone before it could be read', async () => {
    const lab = interfaceLab();
    const before = await lab.poll();
    const found = await lab.announce('brief0');
    expect([found.outcome, found.problems, found.events]).toEqual(['ok', [], []]);
    expect(found.states).toBe(before.states);
  });
});

describe('a device that comes from another namespace', () => {
  const enter = (lab: ReturnType<typeof interfaceLab>, name: string, change: object = {}) => {
    lab.count(name, 'netns/blue/');
    const link = lab.links().find(({ ifname }) => ifname === name);
    lab.write(`netns/blue/${LINKS}_dev_${name}.txt`, JSON.stringify([{ ...link, master: undefined, ...change }]));
    lab.editLinks((links) => links.filter(({ ifname }) => ifname !== name));
    lab.uncount(name);
    lab.remove(`sys/class/net/${name}`);
  };

  it('is told as moved, also when its going was told before', async () => {
    const lab = interfaceLab();
    await lab.poll();
    enter(lab, 'slave1');
    expect((await lab.announce('slave1')).events).toEqual(['slave1: vanished (dummy)']);
    const found = await lab.announce({ netns: 'blue', interface: 'slave1' });
    expect(found.events).toEqual(['blue:slave1: appeared (dummy, up, moved here from slave1)']);
    expect(fieldsOf(found, 'blue:slave1')).toMatchObject({ moved_from: 'slave1' });
  });

  it.each([
    ['address', { address: '02:00:00:00:00:99' }],
    ['number', { ifindex: 99 }],
  ])('is another one when it has another %s', async (_, change) => {
    const lab = interfaceLab();
    await lab.poll();
    enter(lab, 'slave1', change);
    const { events } = await lab.announce('slave1', { netns: 'blue', interface: 'slave1' });
    expect(events).toEqual(['slave1: vanished (dummy)', 'blue:slave1: appeared (dummy, up)']);
  });

  it('is found by the other end of the veth, of which the kernel says nothing', async () => {
    const lab = interfaceLab();
    await lab.poll();
    enter(lab, 'spare1', { link: undefined, link_index: 10, link_netnsid: 0 });
    const away = { link: undefined, link_index: 9, link_netnsid: 0 };
    lab.editLinks((links) => links.map((link) => (link.ifname === 'spare0' ? { ...link, ...away } : link)));
    await lab.announce('spare1', { netns: 'blue', interface: 'spare1' });
    const found = await lab.poll();
    expect(fieldsOf(found, 'spare0')).toMatchObject({ peer: 'blue:spare1' });
    expect(fieldsOf(found, 'blue:spare1')).toMatchObject({ peer: 'spare0' });
  });
});

describe('a device that is gone', () => {
  it('is told as vanished', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.uncount('eth0');
    lab.remove('sys/class/net/eth0');
    const found = await lab.announce('eth0');
    expect(found.events).toEqual(['eth0: vanished (physical)']);
    lab.ran();
    expect((await lab.poll()).outcome).toBe('ok');
    expect(lab.ran()).toEqual([]);
  });

  it('is told as replaced when another one has its name', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.sysfs('spare1', { ifindex: 88 });
    lab.add('spare1', { ifname: 'spare1', ifindex: 88 });
    expect((await lab.announce('spare1')).events).toEqual(['spare1: another device has this name (number 88, was 9)']);
  });

  it('is not told as gone when nothing says so for sure', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.remove('sys/class/net/eth0');
    lab.write('proc/net/dev', 'nothing');
    const found = await lab.announce('eth0');
    expect([found.outcome, found.events]).toEqual(['partial', []]);
  });

  it('is still there when only its files are not', async () => {
    const lab = interfaceLab();
    await lab.poll();
    lab.remove('sys/class/net/eth0');
    const found = await lab.announce('eth0');
    expect([found.outcome, found.events, found.states.size]).toEqual(['partial', [], 17]);
    expect(found.problems.map(({ subject }) => subject)).toEqual(['eth0']);
    lab.pass(30);
    lab.write('sys/class/net/eth0/speed', '1000\n');
    expect((await lab.poll()).outcome).toBe('ok');
  });
});
