import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../test/support/changing-host.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { findGuests } from './find-guests.ts';

const signal = () => AbortSignal.timeout(10_000);
const domain = (name: string) => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8');

/** A host of made-up processes. */
function hostOfProcesses() {
  const changing = changingHost(privateDirectory());
  const run = (pid: number, command: string, startTime: number, ...args: readonly string[]) => {
    const rest = ['S', 1, ...Array.from({ length: 17 }, () => 0), startTime, 0, 0];
    changing.write(`proc/${pid}/stat`, `${pid} (${command}) ${rest.join(' ')}\n`);
    changing.write(`proc/${pid}/cmdline`, ['/usr/bin/qemu-system-x86_64', ...args, ''].join('\0'));
  };
  const find = () => findGuests(changing.host, signal());
  const names = async () => (await find()).guests.map(({ name }) => name);
  const read = () => changing.asked().filter((path) => /^\/proc\/\d/.test(path));
  return { ...changing, run, find, names, read };
}

describe('guests among processes', () => {
  it('are those of QEMU, whatever its tools are called', async () => {
    const { run, names } = hostOfProcesses();
    run(10, 'qemu-system-x86', 100, '-name', 'guest=b');
    run(11, 'qemu-kvm', 100, '-name', 'a');
    run(12, 'qemu:web-1', 100, '-name', 'guest=web-1,process=qemu:web-1');
    run(13, 'kvm', 100, '-S');
    run(14, 'qemu-img', 100, 'convert');
    run(15, 'kvm-nx-lpage-re', 100, '-name', 'kernel');
    run(16, 'bash) S 1 (', 100, '-name', 'no');
    expect(await names()).toEqual(['a', 'b', 'process 13', 'web-1']);
  });

  it('are read again by one small file, and other processes only now and then', async () => {
    const { run, names, read } = hostOfProcesses();
    for (let pid = 1000; pid < 1100; pid += 1) run(pid, 'sleep', 5);
    run(10, 'qemu-system-x86', 100, '-name', 'a');
    await names();
    expect(read()).toHaveLength(102);
    await names();
    expect(read()).toHaveLength(101);
    await names();
    const third = read();
    expect(third).toContain('/proc/10/stat');
    expect(third).not.toContain('/proc/10/cmdline');
    expect(third).toHaveLength(33);
    await names();
    expect(read().filter((path) => third.includes(path))).toEqual(['/proc/10/stat']);
  });

  it('are seen though they began as another program', async () => {
    const { run, names } = hostOfProcesses();
    run(20, 'rpc-worker', 100);
    expect(await names()).toEqual([]);
    run(20, 'qemu-system-x86', 100, '-name', 'just-started');
    expect(await names()).toEqual(['just-started']);
  });

  it('are told apart from a later one with the same process number', async () => {
    const { run, names } = hostOfProcesses();
    run(20, 'qemu-system-x86', 100, '-name', 'old');
    expect(await names()).toEqual(['old']);
    run(20, 'qemu-system-x86', 200, '-name', 'new');
    expect(await names()).toEqual(['new']);
  });

  it('that took the number of another process are found in the end', async () => {
    const { run, names } = hostOfProcesses();
    for (let pid = 100; pid < 200; pid += 1) run(pid, 'sleep', 5);
    for (let search = 0; search < 3; search += 1) await names();
    run(150, 'qemu-system-x86', 900, '-name', 'late');
    const found = new Set<string>();
    for (let search = 0; search < 4; search += 1) for (const name of await names()) found.add(name);
    expect([...found]).toEqual(['late']);
  });

  it('that have ended, or end while they are read, are none', async () => {
    const { run, write, remove, find } = hostOfProcesses();
    run(20, 'qemu-system-x86', 100, '-name', 'gone');
    run(21, 'qemu-system-x86', 100, '-name', 'ending');
    run(22, 'qemu-system-x86', 100, '-name', 'zombie');
    remove('proc/20/cmdline');
    write('proc/21/cmdline', '');
    write('proc/22/stat', '22 (qemu-system-x86) Z 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 100 0\n');
    expect(await find()).toEqual({ guests: [], problems: [] });
  });

  it('that can not be understood are a problem, and stay when they were known', async () => {
    const { run, write, find } = hostOfProcesses();
    run(20, 'qemu-system-x86', 100, '-name', 'a');
    run(21, 'qemu-system-x86', 100, '-name', 'b');
    write('proc/21/cmdline', 'garbage');
    const first = await find();
    expect(first.guests.map(({ name }) => name)).toEqual(['a']);
    expect(first.problems).toEqual(['/proc/21/cmdline: expected the command line of QEMU, found "garbage"']);
    write('proc/20/stat', 'broken\n');
    const second = await find();
    expect(second.guests.map(({ name }) => name)).toEqual(['a']);
    expect(second.problems).toContain('/proc/20/stat:1: expected the state of a process, found "broken\\n"');
  });

  it('with the same name are told apart by their processes', async () => {
    const { run, names } = hostOfProcesses();
    run(20, 'qemu-system-x86', 100, '-name', 'twin');
    run(21, 'qemu-system-x86', 100, '-name', 'twin');
    expect(await names()).toEqual(['twin (process 20)', 'twin (process 21)']);
  });
});

describe('guests that libvirt knows', () => {
  it('are found by the process that it names, with the devices that they have now', async () => {
    const { run, write, find } = hostOfProcesses();
    run(
      4711,
      'renamed',
      100,
      ...['-name', 'guest=dns-1', '-device', 'vfio-pci,host=0000:81:10.6,id=hostdev0'],
      ...['-device', 'vfio-pci,host=0000:05:00.0,id=mine'],
    );
    write('run/libvirt/qemu/dns-1.xml', domain('running'));
    write('etc/libvirt/qemu/dns-1.xml', domain('running'));
    write('etc/libvirt/qemu/db.xml', domain('defined'));
    const { guests, problems } = await find();
    expect(problems).toEqual([]);
    expect(guests.map(({ name, isDomain, process }) => [name, isDomain, process?.pid])).toEqual([
      ['db', true, undefined],
      ['dns-1', true, 4711],
    ]);
    // The one that it had at its start, 0000:81:10.6, was taken away from it meanwhile.
    expect(guests[1]?.pciDevices).toEqual(['0000:81:10.2', '0000:03:10.0', '0000:05:00.0']);
  });

  it('are found at once when it tells of a process that was taken for another program', async () => {
    const { run, write, find, names } = hostOfProcesses();
    for (let pid = 5000; pid < 5100; pid += 1) run(pid, 'renamed', 100);
    run(4711, 'renamed', 100, '-name', 'guest=dns-1');
    for (let search = 0; search < 3; search += 1) expect(await names()).toEqual([]);
    write('run/libvirt/qemu/dns-1.xml', domain('running'));
    for (let search = 0; search < 2; search += 1) expect((await find()).guests[0]?.process?.pid).toBe(4711);
  });

  it('are told by their processes alone where its files may not be read', async () => {
    const { run, write, find } = hostOfProcesses();
    run(20, 'qemu-system-x86', 100, '-name', 'a');
    write('etc/libvirt/qemu.error', 'denied EACCES');
    write('run/libvirt/qemu/.list', 'a.xml\n');
    write('run/libvirt/qemu/a.xml.error', 'denied EACCES');
    expect(await find()).toMatchObject({ guests: [{ name: 'a', isDomain: false }], problems: [] });
  });

  it('stay as they were while their file is broken', async () => {
    const { write, find } = hostOfProcesses();
    write('proc/.list', '');
    write('etc/libvirt/qemu/db.xml', domain('defined'));
    expect((await find()).guests).toHaveLength(1);
    write('etc/libvirt/qemu/db.xml', '<domain');
    const { guests, problems } = await find();
    expect(guests.map(({ name }) => name)).toEqual(['db']);
    expect(problems).toEqual([expect.stringContaining("db.xml: expected libvirt's XML of a domain")]);
  });
});

it('collectors that look for guests at the same moment share one search', async () => {
  const { run, host, read } = hostOfProcesses();
  run(20, 'qemu-system-x86', 100, '-name', 'a');
  const [one, two] = await Promise.all([findGuests(host, signal()), findGuests(host, signal())]);
  expect(one).toBe(two);
  expect(read()).toEqual(['/proc/20/cmdline', '/proc/20/stat']);
});

it('a search that was given up by one collector is made again for the other', async () => {
  const { run, host } = hostOfProcesses();
  run(20, 'qemu-system-x86', 100, '-name', 'a');
  const giveUp = new AbortController();
  const first = findGuests(host, giveUp.signal);
  const second = findGuests(host, signal());
  giveUp.abort();
  await expect(first).rejects.toThrow();
  expect((await second).guests.map(({ name }) => name)).toEqual(['a']);
});
