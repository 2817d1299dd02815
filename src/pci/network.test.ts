import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChangingHost, changingHost } from '../../test/support/changing-host.ts';
import { HostError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { createPciNetworkReader, readPciNetwork } from './network.ts';

const recordings = join(import.meta.dirname, '../collectors/vf/fixtures/hosts');
const signal = new AbortController().signal;
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';

function networkOf(recording: string, through: (host: Host) => Host = (host) => host) {
  const changing: ChangingHost = changingHost(join(recordings, recording));
  const reader = createPciNetworkReader(through(changing.host));
  return { ...changing, read: (again?: readonly string[]) => reader.read(signal, again) };
}

describe('the network controllers', () => {
  it('are those that a real kernel has, with their functions, drivers and network devices', async () => {
    const { devices, problems } = await networkOf('set-up').read();
    expect(problems).toEqual([]);
    expect([...devices.keys()]).toEqual([
      ...[PF, '0000:41:10.0', '0000:41:10.2', '0000:41:10.4', '0000:41:10.6', '0000:41:11.0'],
      ...['0000:81:00.0', '0000:81:10.0', '0000:81:10.2', '0000:81:10.4', '0000:81:10.6'],
    ]);
    expect(devices.get(PF)).toMatchObject({
      classCode: 0x020000,
      vendor: '8086',
      device: '10c9',
      numaNode: 0,
      driver: 'igb',
      physfn: undefined,
      sriov: { totalvfs: 7, numvfs: 5 },
      netdevs: ['pf0'],
    });
    expect([...(devices.get(PF)?.sriov?.virtfns ?? [])]).toEqual([
      [0, '0000:41:10.0'],
      [1, '0000:41:10.2'],
      [2, '0000:41:10.4'],
      [3, '0000:41:10.6'],
      [4, '0000:41:11.0'],
    ]);
    const about = (address: string) => {
      const { device, driver, physfn, numaNode, sriov, netdevs } = devices.get(address) ?? {};
      return [device, driver, physfn, numaNode, sriov, netdevs];
    };
    expect(about('0000:41:10.0')).toEqual(['10ca', 'igbvf', PF, 0, undefined, ['pf0v0']]);
    expect(about('0000:41:10.6')).toEqual(['10ca', 'vfio-pci', PF, 0, undefined, []]);
    expect(about('0000:81:10.4')).toEqual(['10ca', undefined, '0000:81:00.0', 1, undefined, []]);
  });

  it('are none on a host without PCI', async () => {
    const { read, remove } = networkOf('plain');
    remove('/sys/bus');
    expect(await read()).toEqual({ devices: new Map(), problems: [] });
  });

  it('can not be told when the bus may not be listed', async () => {
    const { read, remove, write } = networkOf('plain');
    remove(DEVICES);
    write(`${DEVICES}.error`, 'denied EACCES');
    await expect(read()).rejects.toMatchObject({ kind: 'denied', target: DEVICES });
  });
});

describe('trouble', () => {
  it('with one device hides no other, and is gone with its cause', async () => {
    const host = networkOf('set-up');
    host.write(`${DEVICES}/0000:81:00.0/uevent`, 'nonsense\n');
    const { devices, problems } = await host.read();
    expect(problems).toMatchObject([{ address: '0000:81:00.0', error: { name: 'ParseError' } }]);
    expect([devices.has('0000:81:00.0'), devices.has(PF), devices.has('0000:81:10.0')]).toEqual([false, true, true]);
    host.write(`${DEVICES}/0000:81:00.0/uevent`, 'PCI_CLASS=20000\nPCI_ID=8086:10C9\n');
    const next = await host.read();
    expect([next.devices.get('0000:81:00.0')?.sriov?.numvfs, next.problems]).toEqual([4, []]);
  });

  it('with the number of virtual functions leaves it unknown and the functions as they were', async () => {
    const host = networkOf('set-up');
    await host.read();
    host.remove(`${DEVICES}/${PF}/sriov_numvfs`);
    host.write(`${DEVICES}/${PF}/sriov_numvfs.error`, 'deadline no answer');
    const { devices, problems } = await host.read();
    expect(problems).toMatchObject([{ address: PF, error: { kind: 'deadline' } }]);
    expect(devices.get(PF)?.sriov).toMatchObject({ numvfs: undefined, virtfns: { size: 5 } });
  });

  it('does not come from a device that vanishes while it is read', async () => {
    let taken = false;
    const host: ReturnType<typeof networkOf> = networkOf('set-up', (door) => ({
      ...door,
      readText: async (path, until) => {
        if (path.includes('0000:81:') && path.endsWith('numa_node') && !taken) {
          taken = true;
          throw new HostError('absent', path, 'ENODEV');
        }
        return await door.readText(path, until);
      },
    }));
    expect((await host.read()).problems).toEqual([]);
  });

  it('of a reading that was given up changes nothing', async () => {
    const giveUp = new AbortController();
    const { host, write } = changingHost(join(recordings, 'set-up'));
    const reader = createPciNetworkReader(host);
    const before = await reader.read(signal);
    write('/sys/class/net/.list', 'lo\n');
    giveUp.abort(new Error('too late'));
    await expect(reader.read(giveUp.signal)).rejects.toThrow();
    write('/sys/class/net/.list', 'lo\npf0\npf1\n');
    expect((await reader.read(signal)).devices.get(PF)).toEqual(before.devices.get(PF));
  });
});

describe('collectors that ask at the same moment', () => {
  it('share one reading, and what is known', async () => {
    const { host, asked } = changingHost(join(recordings, 'set-up'));
    const [one, other] = await Promise.all([readPciNetwork(host, signal), readPciNetwork(host, signal)]);
    expect(other).toBe(one);
    expect(asked().filter((path) => path === DEVICES)).toHaveLength(1);
    await readPciNetwork(host, signal);
    expect(asked().filter((path) => path.endsWith('/uevent'))).toEqual([]);
  });

  it('make another one when the first is given up', async () => {
    const { host } = changingHost(join(recordings, 'set-up'));
    const giveUp = new AbortController();
    giveUp.abort(new Error('too late'));
    const first = readPciNetwork(host, giveUp.signal);
    const second = readPciNetwork(host, signal);
    await expect(first).rejects.toThrow();
    expect((await second).devices.size).toBe(11);
  });
});
