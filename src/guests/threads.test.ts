import { describe, expect, it } from 'vitest';
import { changingHost } from '../../test/support/changing-host.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { parseThreadStatus } from './thread-status.ts';
import { createThreadReader } from './threads.ts';

const status = (name: string, cpus: string, more = '') =>
  `Name:\t${name}\nUmask:\t0022\n${more}Cpus_allowed:\tf\nCpus_allowed_list:\t${cpus}\nMems_allowed_list:\t0-1\n`;
const guest = { pid: 7, startTime: 100 };

function guestWithThreads() {
  const changing = changingHost(privateDirectory());
  const thread = (tid: number, name: string, cpus: string) =>
    changing.write(`proc/7/task/${tid}/status`, status(name, cpus));
  thread(7, 'qemu-system-x86', '0-3');
  thread(8, 'qemu-system-x86', '0-1');
  thread(9, 'CPU 0/KVM', '2');
  thread(10, 'CPU 1/KVM', '3');
  const reader = createThreadReader(changing.host);
  const read = () => reader.read(guest, AbortSignal.timeout(10_000));
  return { ...changing, thread, read, reader };
}

describe('the threads of a guest', () => {
  it('are its CPUs, by their names, and those of the emulator', async () => {
    const { vcpus, main, emulatorCpus } = await guestWithThreads().read();
    expect([...vcpus].map(([vcpu, { cpus }]) => [vcpu, cpus])).toEqual([
      [0, [2]],
      [1, [3]],
    ]);
    expect(main.cpus).toEqual([0, 1, 2, 3]);
    expect(emulatorCpus).toEqual([0, 1, 2, 3]);
  });

  it('are read again where they matter: its CPUs, the first thread, and new ones', async () => {
    const { read, asked, thread } = guestWithThreads();
    await read();
    asked();
    thread(9, 'CPU 0/KVM', '0');
    thread(8, 'qemu-system-x86', '3');
    thread(11, 'worker', '1');
    const { vcpus } = await read();
    expect(vcpus.get(0)?.cpus).toEqual([0]);
    expect(asked()).toEqual(['/proc/7/task', ...[10, 11, 7, 9].map((tid) => `/proc/7/task/${tid}/status`)]);
  });

  it('are all read again for another process of the same number', async () => {
    const { reader, asked, read } = guestWithThreads();
    await read();
    asked();
    await reader.read({ ...guest, startTime: 200 }, AbortSignal.timeout(10_000));
    expect(asked()).toContain('/proc/7/task/8/status');
    reader.keep([{ ...guest, startTime: 200 }]);
    await read();
    expect(asked()).toContain('/proc/7/task/8/status');
  });

  it('may end meanwhile, and so may the guest', async () => {
    const { write, remove, read } = guestWithThreads();
    write('proc/7/task/.list', '7\n8\n9\n10\n');
    remove('proc/7/task/9/status');
    expect([...(await read()).vcpus.keys()]).toEqual([1]);
    remove('proc/7/task/7/status');
    await expect(read()).rejects.toMatchObject({ kind: 'absent' });
  });
});

describe('the status of a thread', () => {
  it('tells where it may run and what its process has in memory', () => {
    expect(parseThreadStatus(status('CPU 12/TCG', '0,4-5', 'VmRSS:\t   36612 kB\n'), 'status')).toEqual({
      vcpu: 12,
      cpus: [0, 4, 5],
      memoryNodes: [0, 1],
      resident: 36612 * 1024,
    });
  });

  it.each([
    ['Name:\tx\n', 'expected lines Name and Cpus_allowed_list'],
    ['Name:\tx\nCpus_allowed_list:\t\n', 'expected lines Name and Cpus_allowed_list'],
    ['Name:\tx\nCpus_allowed_list:\t0-\n', 'expected numbers and ranges'],
    ['Name:\tx\nVmRSS:\tmuch\nCpus_allowed_list:\t0\n', 'expected VmRSS in kB, found "much"'],
  ])('is an error when it is %j', (text, message) => {
    expect(() => parseThreadStatus(text, 'status')).toThrow(message);
  });
});
