import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf, vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';

const PF = '0000:41:00.0';
const fixtures = join(import.meta.dirname, 'fixtures');
const LINKS = 'commands/ip_-j_-s_-d_link_show';
const linksOf = (folder: string) => readFileSync(join(fixtures, folder, `${LINKS}.txt`), 'utf8');

/** A host that was polled and whose `pf0` was changed since. */
async function polled() {
  const host = vfHost();
  await host.poll();
  host.write(`/${LINKS}_dev_pf0.txt`, linksOf('moments/changed'));
  host.write(`/${LINKS}_dev_pf1.txt`, linksOf('moments/changed'));
  return host;
}

describe('a notification', () => {
  it('about a physical function has that one asked about and no other', async () => {
    const host = await polled();
    const { events, commands, asked } = await host.announced('pf0');
    expect(commands).toEqual(['ip -j -s -d link show dev pf0']);
    expect(events.map((event) => event.split(' ')[1])).toEqual([
      ...['vlan-changed', 'vlan-qos-changed', 'trust-changed', 'spoof-check-changed', 'mac-changed'],
    ]);
    expect(asked.filter((path) => path.includes('/proc'))).toEqual([]);
  });

  it('about a physical function that is gone when it is asked about is no trouble', async () => {
    const host = await polled();
    host.remove(`/${LINKS}_dev_pf0.txt`);
    host.write(`/${LINKS}_dev_pf0.error`, 'refused exit code 1, Device "pf0" does not exist.');
    expect(await host.announced('pf0')).toMatchObject({ outcome: 'ok', problems: [], events: [] });
  });

  it('about a virtual one has no driver asked, and shows where that is now', async () => {
    const host = await polled();
    host.write('/sys/class/net/.list', 'bond0\nbond1\nlo\npf0\npf0v0\npf1\npf1v0\npf1v1\n');
    host.write('/netns/blue/sys/class/net/.list', 'lo\npf0v1\npf0v2\n');
    host.write('/netns/blue/sys/class/net/pf0v1.link', '../../devices/pci0000:40/0000:41:10.2/net/pf0v1\n');
    const { events, commands } = await host.announced('pf0v1');
    expect(commands).toEqual([]);
    expect(events).toEqual([
      `info place-changed ${PF}/1: now in namespace blue, was a network device of the host (VF 1 of pf0)`,
    ]);
  });

  it('about a bond shows its redundancy', async () => {
    const host = await polled();
    host.write('/sys/class/net/bond0/bonding/slaves', 'pf0v0 pf0v1\n');
    const { events, commands } = await host.announced('bond0');
    expect([events.length, commands]).toEqual([1, []]);
  });

  it('that comes with other virtual functions has their physical one asked', async () => {
    const host = await polled();
    host.write(`/sys/bus/pci/devices/${PF}/sriov_numvfs`, '4\n');
    host.write(`/sys/bus/pci/devices/${PF}/.list`, 'virtfn0\nvirtfn1\nvirtfn2\nvirtfn3\n');
    const { events, commands } = await host.announced('eth7');
    expect(commands).toContain('ip -j -s -d link show dev pf0');
    expect(events[0]).toBe(
      `warning numvfs-changed ${PF}: 4 virtual functions, had 5 (pf0); used by bond0, guest web1, namespace blue`,
    );
  });

  it('keeps the figures and troubles of what it does not concern', async () => {
    const host = await polled();
    const found = await host.announced('pf0v0');
    expect(vfFigure(found, 'trust', PF, 'pf0', '0')).toBe(1);
    expect(vfFigure(found, 'pf_up', '0000:81:00.0', 'pf1')).toBe(1);
    host.write(`/${LINKS}.txt`, 'broken');
    expect((await host.poll()).problems).toHaveLength(2);
    host.write(`/${LINKS}_dev_pf0.txt`, 'broken');
    expect((await host.announced('pf0v0')).problems.map(({ subject }) => subject)).toEqual([PF]);
  });

  it('keeps what was not understood of a function that it does not concern', async () => {
    const host = vfHost();
    host.write(`/${LINKS}.txt`, linksOf('hosts/set-up').replace('"vf":4,', '"vf":"four",'));
    const { problems } = await host.poll();
    expect(problems).toHaveLength(1);
    expect(await host.announced('pf1v0')).toMatchObject({ outcome: 'partial', problems, commands: [] });
  });

  it('about a function that came back from a guest shows it on the host', async () => {
    const host = await polled();
    host.write('/sys/bus/pci/drivers/vfio-pci/.list', '0000:41:11.0\n0000:81:10.6\n');
    host.write('/sys/bus/pci/drivers/igbvf/.list', '0000:41:10.0\n0000:41:10.2\n0000:41:10.6\n0000:81:10.0\n');
    host.write('/sys/class/net/eth3.link', '../../devices/pci0000:40/0000:41:10.6/net/eth3\n');
    host.write('/sys/class/net/.list', 'bond0\nbond1\neth3\nlo\npf0\npf0v0\npf0v1\npf1\npf1v0\npf1v1\n');
    const found = await host.announced('eth3');
    expect(fieldsOf(found, `vf/${PF}/3`)).toMatchObject({ place: 'host', netdev: 'eth3', guest: null });
    expect(fieldsOf(found, 'vf/0000:81:00.0/3')?.place).toBe('guest web1');
  });

  it('about functions that are given out anew does not bring back who had them before', async () => {
    const host = await polled();
    const given = '0000:41:10.6\n0000:41:11.0\n0000:81:10.6\n';
    host.write('/sys/bus/pci/drivers/vfio-pci/.list', '');
    host.remove('/sys/bus/pci/devices/0000:41:10.6/driver.link');
    expect(fieldsOf(await host.poll(), `vf/${PF}/3`)?.place).toBe('unbound');
    host.write('/sys/bus/pci/drivers/vfio-pci/.list', given);
    expect(fieldsOf(await host.announced('pf0v0'), `vf/${PF}/3`)?.place).toBe('vfio');
    expect(fieldsOf(await host.poll(), `vf/${PF}/3`)?.place).toBe('guest web1');
  });

  it('has no figures read that a driver keeps in sysfs', async () => {
    const host = vfHost();
    host.write(`/sys/bus/pci/devices/${PF}/sriov/0/stats`, 'rx_bytes : 7\n');
    expect((await host.poll()).asked).toContain(`/sys/bus/pci/devices/${PF}/sriov/0/stats`);
    const found = await host.announced('pf0v0');
    expect(found.asked.filter((path) => path.includes('/sriov/'))).toEqual([]);
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '0')).toBe(7);
  });

  it('about a namespace as a whole has the functions in it asked', async () => {
    const host = await polled();
    const { commands } = await host.reader
      .collect({ signal: new AbortController().signal, changed: [{ netns: '' }] })
      .then(() => host.announced());
    expect(commands.sort()).toEqual(['ip -j -s -d link show dev pf0', 'ip -j -s -d link show dev pf1']);
  });
});

describe('notifications that are passed on', () => {
  const own = (name: string) => ({ netns: '', interface: name });

  it('are none before functions are known, and none on a host without any', async () => {
    const host = vfHost();
    expect(host.passedOn(own('pf0'))).toEqual([]);
    const without = vfHost('plain');
    without.remove('/sys/bus');
    await without.poll();
    expect(without.passedOn(own('eth0'), { netns: '' })).toEqual([]);
  });

  it('are those about functions, the bonds over them, and names not seen before', async () => {
    const host = vfHost();
    await host.poll();
    const ours = [own('pf0'), own('pf0v0'), own('bond0'), { netns: '' }, { netns: 'blue', interface: 'pf0v2' }];
    expect(host.passedOn(...ours, { netns: 'blue', interface: 'lo' }, { netns: 'green' })).toEqual(ours);
    expect(host.passedOn(own('veth1'))).toEqual([own('veth1')]);
    await host.announced('veth1');
    expect(host.passedOn(own('veth1'))).toEqual([]);
  });

  it('are those about a function that was away and comes back under its name', async () => {
    const host = vfHost();
    await host.poll();
    host.write('/sys/class/net/.list', 'bond0\nbond1\nlo\npf0\npf0v0\npf1\npf1v0\npf1v1\n');
    host.passedOn(own('pf0v1'));
    expect(fieldsOf(await host.announced('pf0v1'), `vf/${PF}/1`)?.place).toBe('elsewhere');
    expect(host.passedOn(own('pf0v1'))).toEqual([own('pf0v1')]);
    // Nobody knows in which namespace it may turn up.
    expect(host.passedOn({ netns: 'green', interface: 'net1' })).toHaveLength(1);
  });
});
