import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChangingHost, changingHost } from '../../test/support/changing-host.ts';
import type { Host } from '../host/host.ts';
import { createNetdevReader } from './netdevs.ts';
import { createPciNetworkReader } from './network.ts';

const recordings = join(import.meta.dirname, '../collectors/vf/fixtures/hosts');
const signal = new AbortController().signal;
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';

function networkOf(recording: string, through: (host: Host) => Host = (host) => host) {
  const changing: ChangingHost = changingHost(join(recordings, recording));
  const reader = createPciNetworkReader(through(changing.host));
  return { ...changing, read: (again?: readonly string[]) => reader.read(signal, again) };
}

/** Leaves a physical function so many of its virtual ones. */
function setVirtualFunctions({ write }: ChangingHost, count: number): void {
  write(`${DEVICES}/${PF}/sriov_numvfs`, `${count}\n`);
  const listed = ['sriov_numvfs', 'sriov_totalvfs', 'uevent', ...Array.from({ length: count }, (_, n) => `virtfn${n}`)];
  write(`${DEVICES}/${PF}/.list`, listed.join('\n'));
}

describe('a later reading', () => {
  it('asks for what can change and for nothing else', async () => {
    const { read, asked } = networkOf('set-up');
    const first = await read();
    asked();
    expect(await read()).toEqual(first);
    expect(asked()).toEqual(
      [
        DEVICES,
        ...[PF, '0000:81:00.0'].flatMap((pf) => [`${DEVICES}/${pf}/sriov_numvfs`, `${DEVICES}/${pf}/sriov_totalvfs`]),
        // The only device without a driver.
        `${DEVICES}/0000:81:10.4/driver`,
        ...['igb', 'igbvf', 'vfio-pci'].map((driver) => `/sys/bus/pci/drivers/${driver}`),
        '/sys/class/net',
      ].sort(),
    );
  });

  it('costs one listing where there is no network controller', async () => {
    const { read, write, remove, asked } = networkOf('plain');
    remove(DEVICES);
    write(`${DEVICES}/0000:00:00.0/uevent`, 'PCI_CLASS=60000\nPCI_ID=8086:29C0\n');
    await read();
    asked();
    expect((await read()).devices.size).toBe(0);
    expect(asked()).toEqual([DEVICES]);
  });

  it('sees virtual functions go and come back', async () => {
    const host = networkOf('set-up');
    await host.read();
    setVirtualFunctions(host, 0);
    expect((await host.read()).devices.get(PF)?.sriov).toEqual({ totalvfs: 7, numvfs: 0, virtfns: new Map() });
    setVirtualFunctions(host, 2);
    expect([...((await host.read()).devices.get(PF)?.sriov?.virtfns.keys() ?? [])]).toEqual([0, 1]);
  });

  it('finds virtual functions that show themselves after the number of them has changed', async () => {
    const host = networkOf('set-up');
    const all = (await host.host.list(DEVICES, signal)).filter((name) => name !== '0000:41:11.0');
    host.write(`${DEVICES}/.list`, all.join('\n'));
    setVirtualFunctions(host, 4);
    host.write(`${DEVICES}/${PF}/sriov_numvfs`, '5\n');
    expect((await host.read()).devices.has('0000:41:11.0')).toBe(false);
    host.write(`${DEVICES}/.list`, [...all, '0000:41:11.0'].join('\n'));
    setVirtualFunctions(host, 5);
    const { devices } = await host.read();
    expect(devices.get('0000:41:11.0')).toMatchObject({ physfn: PF, device: '10ca', driver: 'vfio-pci' });
    expect(devices.get(PF)?.sriov?.virtfns.get(4)).toBe('0000:41:11.0');
  });

  it('knows a virtual function that was seen before the link to its physical one', async () => {
    const host = networkOf('set-up');
    setVirtualFunctions(host, 0);
    host.remove(`${DEVICES}/0000:41:10.0/physfn.link`);
    expect((await host.read()).devices.get('0000:41:10.0')?.physfn).toBeUndefined();
    setVirtualFunctions(host, 5);
    expect((await host.read()).devices.get('0000:41:10.0')?.physfn).toBe(PF);
  });

  it('sees another driver, also one that no device had before, and none', async () => {
    const host = networkOf('set-up');
    await host.read();
    host.write('/sys/bus/pci/drivers/igbvf/.list', 'bind\n0000:81:10.0\n0000:81:10.2\n');
    host.write('/sys/bus/pci/drivers/vfio-pci/.list', '0000:41:10.2\n0000:41:10.6\n');
    host.write('/sys/bus/pci/drivers/uio_pci_generic/.list', '0000:41:10.4\n');
    host.write(`${DEVICES}/0000:41:10.4/driver.link`, '../../../../bus/pci/drivers/uio_pci_generic\n');
    host.remove(`${DEVICES}/0000:41:10.0/driver.link`);
    const { devices } = await host.read();
    const driverOf = (address: string) => devices.get(address)?.driver;
    expect(['0000:41:10.0', '0000:41:10.2', '0000:41:10.4', '0000:81:10.0'].map(driverOf)).toEqual([
      ...[undefined, 'vfio-pci', 'uio_pci_generic', 'igbvf'],
    ]);
  });

  it('has no driver listed any more that is not loaded any more', async () => {
    const host = networkOf('set-up');
    await host.read();
    host.remove('/sys/bus/pci/drivers/igbvf');
    host.remove(`${DEVICES}/0000:41:10.0/driver.link`);
    expect((await host.read()).devices.get('0000:41:10.0')?.driver).toBeUndefined();
    host.asked();
    await host.read();
    expect(host.asked()).not.toContain('/sys/bus/pci/drivers/igbvf');
  });

  it('sees another number of possible functions, which the driver has a say in', async () => {
    const host = networkOf('plain');
    await host.read();
    host.write(`${DEVICES}/${PF}/sriov_totalvfs`, '8\n');
    expect((await host.read()).devices.get(PF)?.sriov?.totalvfs).toBe(8);
  });

  it('looks at one of many new virtual functions, which are all alike', async () => {
    const host = networkOf('set-up');
    const all = await host.host.list(DEVICES, signal);
    host.write(`${DEVICES}/.list`, all.filter((name) => !name.startsWith('0000:41:1')).join('\n'));
    setVirtualFunctions(host, 0);
    await host.read();
    host.write(`${DEVICES}/.list`, all.join('\n'));
    setVirtualFunctions(host, 5);
    host.asked();
    const { devices } = await host.read();
    expect(host.asked().filter((path) => path.endsWith('/uevent'))).toEqual([`${DEVICES}/0000:41:10.0/uevent`]);
    expect(devices.get('0000:41:11.0')).toMatchObject({ physfn: PF, device: '10ca', numaNode: 0, driver: 'vfio-pci' });
  });

  it('takes the file of the bonding driver for no device', async () => {
    const host = networkOf('set-up');
    host.write('/sys/class/net/bonding_masters.error', 'refused invalid argument (EINVAL)');
    expect((await host.read()).devices.get(PF)?.netdevs).toEqual(['pf0']);
  });

  it('looks again at the names of real devices now and then, and at those of virtual ones never', async () => {
    const { host, write, asked } = changingHost(join(recordings, 'set-up'));
    let now = 0;
    const reader = createNetdevReader(() => now);
    const names = ['pf0', 'pf0v0', 'pf0v1', 'pf1', 'pf1v0', 'pf1v1'].map((name) => `/sys/class/net/${name}`);
    expect((await reader.read(host, signal)).get('pf0')).toBe(PF);
    write('/sys/class/net/pf0.link', '../../devices/pci0000:40/0000:40:00.0/0000:41:10.0/net/pf0\n');
    now = 59_000;
    expect((await reader.read(host, signal)).get('pf0')).toBe(PF);
    asked();
    now = 60_000;
    expect((await reader.read(host, signal)).get('pf0')).toBe('0000:41:10.0');
    expect(asked()).toEqual(['/sys/class/net', ...names]);
    now = 61_000;
    await reader.read(host, signal);
    expect(asked()).toEqual(['/sys/class/net']);
  });

  it('follows network devices that are renamed, and looks again at those that it is told of', async () => {
    const host = networkOf('set-up');
    await host.read();
    host.write('/sys/class/net/.list', 'lo\nens1f0\npf1\n');
    host.write('/sys/class/net/ens1f0.link', '../../devices/pci0000:40/0000:40:00.0/0000:41:00.0/net/ens1f0\n');
    expect((await host.read()).devices.get(PF)?.netdevs).toEqual(['ens1f0']);
    host.write('/sys/class/net/ens1f0.link', '../../devices/pci0000:40/0000:40:00.0/0000:41:10.0/net/ens1f0\n');
    expect((await host.read(['ens1f0'])).devices.get('0000:41:10.0')?.netdevs).toEqual(['ens1f0']);
  });
});
