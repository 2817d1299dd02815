import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setLink } from './monitor.ts';
import { startGuest } from './nested-guest.ts';
import { record } from './recording.ts';

const read = (path: string) => readFileSync(path, 'utf8').trim();
const run = (program: string, ...args: readonly string[]) => execFileSync(program, args, { encoding: 'utf8' });
const ip = (...args: readonly string[]) => run('ip', ...args);
const net = (nic: string, file: string) => read(`/sys/class/net/${nic}/${file}`);
const carrierOf = (nic: string) => expect.poll(() => net(nic, 'carrier'));
const pfs = [
  { pf: 'pf0', node: '0', vfs: 2 },
  { pf: 'pf1', node: '1', vfs: 3 },
] as const;
/** The PCI device of a virtual function. */
const addressOf = (pf: string, vf: number) => realpathSync(`/sys/class/net/${pf}/device/virtfn${vf}`);

describe('the hardware of the lab', () => {
  it('has two nodes with CPUs, memory and hugepages of their own', () => {
    const node = (id: number, file: string) => read(`/sys/devices/system/node/node${id}/${file}`);
    expect(read('/sys/devices/system/node/has_memory')).toBe('0-1');
    expect([node(0, 'cpulist'), node(1, 'cpulist')]).toEqual(['0-1', '2-3']);
    const pages = 'hugepages/hugepages-2048kB/nr_hugepages';
    expect([node(0, pages), node(1, pages)]).toEqual(['32', '16']);
    expect(read('/sys/devices/system/cpu/isolated')).toBe('3');
  });

  it('has a NIC with virtual functions on each node', () => {
    for (const node of [0, 1]) {
      expect([net(`pf${node}`, 'device/numa_node'), net(`pf${node}`, 'device/sriov_totalvfs')]).toEqual([
        `${node}`,
        '7',
      ]);
    }
    expect(net('a0', 'device/numa_node')).toBe('-1');
    for (const nic of ['pf0', 'pf1', 'far']) ip('link', 'set', nic, 'up');
    record('two-nodes/before-vfs');
  });

  it('loses the carrier of a NIC whose cable is pulled, and has it back', async () => {
    ip('link', 'set', 'a0', 'up');
    await carrierOf('a0').toBe('1');
    await setLink('a0', false);
    await carrierOf('a0').toBe('0');
    await setLink('a0', true);
    await carrierOf('a0').toBe('1');
  });

  it('refuses to pull what is not there', async () => {
    await expect(setLink('nothing', false)).rejects.toThrow("QEMU: set_link: Device 'nothing' not found");
  });

  it('makes virtual functions on the node of their NIC', async () => {
    for (const { pf, node, vfs } of pfs) {
      writeFileSync(`/sys/class/net/${pf}/device/sriov_numvfs`, `${vfs}`);
      for (let vf = 0; vf < vfs; vf += 1) {
        expect(read(`${addressOf(pf, vf)}/numa_node`)).toBe(node);
        await expect.poll(() => existsSync(`${addressOf(pf, vf)}/net`)).toBe(true);
      }
    }
    record('two-nodes/vfs');
  });

  it('lets a virtual function be set up by its NIC', () => {
    const settings = ['mac 02:00:00:00:01:00', 'vlan 100 qos 3', 'spoofchk off', 'trust on', 'max_tx_rate 500'];
    for (const words of settings) ip('link', 'set', 'pf1', 'vf', '0', ...words.split(' '));
    const [link] = JSON.parse(ip('-j', '-d', 'link', 'show', 'dev', 'pf1'));
    const address = { address: '02:00:00:00:01:00' };
    expect(link.vfinfo_list[0]).toMatchObject({ ...address, vlan_list: [{ vlan: 100, qos: 3 }], spoofchk: false });
    record('two-nodes/vfs-set-up');
  });

  it('carries traffic between a virtual function in a namespace and a partner in another', async () => {
    ip('link', 'set', 'pf0', 'vf', '0', 'mac', '02:00:00:00:00:10');
    const vf = addressOf('pf0', 0).split('/').at(-1) ?? '';
    // A virtual function takes the address that its NIC has set when it is bound to its driver.
    for (const file of ['unbind', 'bind']) writeFileSync(`/sys/bus/pci/drivers/igbvf/${file}`, vf);
    await expect.poll(() => existsSync(`${addressOf('pf0', 0)}/net`)).toBe(true);
    const ends = [
      { netns: 'vnf', from: readdirSync(`${addressOf('pf0', 0)}/net`)[0] ?? '', nic: 'vf0', address: '10.8.0.1/24' },
      { netns: 'partner', from: 'far', nic: 'far', address: '10.8.0.2/24' },
    ];
    for (const { netns, from, nic, address } of ends) {
      ip('netns', 'add', netns);
      ip('link', 'set', from, 'netns', netns, 'name', nic);
      ip('-n', netns, 'address', 'add', address, 'dev', nic);
      ip('-n', netns, 'link', 'set', nic, 'up');
    }
    const ping = () => run('ip', 'netns', 'exec', 'vnf', 'ping', '-c', '1', '-W', '1', '10.8.0.2');
    await expect.poll(ping).toContain(' 0% packet loss');
    record('two-nodes/vf-in-namespace');
  });

  it('has guests of its own, with memory on one node and a virtual function of the other', () => {
    const pid = startGuest({ name: 'vnf1', node: 1, functions: [addressOf('pf0', 1)] });
    expect(read(`/proc/${pid}/numa_maps`)).toMatch(
      /bind:1 file=\/dev\/hugepages\/.* huge .*N1=8 kernelpagesize_kB=2048/,
    );
    expect(realpathSync(`${addressOf('pf0', 1)}/driver`)).toMatch(/\/vfio-pci$/);
    expect(run('ls', '-l', `/proc/${pid}/fd`)).toMatch(/\/dev\/vfio\/\d+/);
    record('two-nodes/guest-with-vf');
    process.kill(pid, 'SIGKILL');
  });

  it('keeps virtual functions when the cable of their NIC is pulled', async () => {
    await setLink('pf0', false);
    await carrierOf('pf0').toBe('0');
    expect(net('pf0', 'device/sriov_numvfs')).toBe('2');
    record('two-nodes/pf-without-carrier');
    await setLink('pf0', true);
    await carrierOf('pf0').toBe('1');
  });

  it('loses a NIC that is unbound from its driver, and its virtual functions with it', async () => {
    const pf = readlinkSync('/sys/class/net/pf1/device').split('/').at(-1) ?? '';
    writeFileSync('/sys/bus/pci/drivers/igb/unbind', pf);
    await expect.poll(() => existsSync('/sys/class/net/pf1')).toBe(false);
    expect(readdirSync(`/sys/bus/pci/devices/${pf}`).filter((name) => name.startsWith('virtfn'))).toEqual([]);
    record('two-nodes/pf-unbound');
  });
});
