import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../../test/support/changing-host.ts';
import { privateDirectory } from '../../../../test/support/private-directory.ts';
import type { Guest } from '../../../guests/guest.ts';
import { createMemoryMeter, type Measurable } from './memory.ts';

const MINUTE = 60_000;
const limits = { memory_interval: 300, memory_limit: 100 };

function guestOf(pid: number, startTime = 1, resident = 0): Measurable {
  const guest: Guest = {
    name: `guest ${pid}`,
    uuid: undefined,
    process: { pid, startTime },
    isDomain: false,
    vcpus: undefined,
    memory: undefined,
    memoryBackends: [],
    cells: [],
    pciDevices: [],
    vhostUserPorts: [],
    problems: [],
  };
  return { guest, pid, main: { vcpu: undefined, cpus: [0], memoryNodes: [0], resident } };
}

/** @param costs milliseconds that the clock goes on with each look at it */
function meterOf(pids: readonly number[], patienceMs = 1000, costs = 0) {
  const changing = changingHost(privateDirectory());
  const lie = (pid: number, node: number) =>
    changing.write(`proc/${pid}/numa_maps`, `7f00 default anon=1 dirty=1 N${node}=1 kernelpagesize_kB=4\n`);
  for (const pid of pids) lie(pid, 0);
  let now = 0;
  const clock = () => {
    now += costs;
    return now;
  };
  const meter = createMemoryMeter(changing.host, limits, patienceMs, clock);
  const measure = (guests: readonly Measurable[]) => meter.measure(guests, AbortSignal.timeout(10_000));
  /** The processes that were measured since the last call. */
  const measured = () => changing.asked().map((file) => Number(file.split('/')[2]));
  const wait = (ms: number) => {
    now += ms;
  };
  return { ...changing, lie, measure, measured, wait };
}

describe("guests' memory", () => {
  it('is measured at first sight, and again after the interval', async () => {
    const { measure, measured, wait, lie } = meterOf([7]);
    expect((await measure([guestOf(7)])).get(7)?.maps?.all).toEqual(new Map([[0, 4096]]));
    lie(7, 1);
    wait(5 * MINUTE - 1);
    expect((await measure([guestOf(7)])).get(7)?.maps?.all).toEqual(new Map([[0, 4096]]));
    expect(measured()).toEqual([7]);
    wait(1);
    expect((await measure([guestOf(7)])).get(7)?.maps?.all).toEqual(new Map([[1, 4096]]));
  });

  it("is measured at once when the process number is a new one's", async () => {
    const { measure, measured } = meterOf([7]);
    await measure([guestOf(7, 1)]);
    await measure([guestOf(7, 2)]);
    expect(measured()).toEqual([7, 7]);
  });

  it('is measured as long as there is time, the rest in the next reading, whoever waits longest first', async () => {
    const all = [guestOf(7), guestOf(8), guestOf(9)];
    const { measure, measured, wait } = meterOf([7, 8, 9], 250, 100);
    expect([...(await measure(all)).keys()]).toEqual([7, 8]);
    expect(measured()).toEqual([7, 8]);
    expect([...(await measure(all)).keys()].sort()).toEqual([7, 8, 9]);
    expect(measured()).toEqual([9]);
    wait(6 * MINUTE);
    await measure(all);
    expect(measured()).toEqual([7, 8]);
    await measure(all);
    expect(measured()).toEqual([9]);
  });

  it('is not measured beyond the limit, and not known of a process that has ended', async () => {
    const { measure, measured, remove } = meterOf([7, 8]);
    remove('proc/8/numa_maps');
    const found = await measure([guestOf(7, 1, 101), guestOf(8, 1, 100)]);
    expect([...found]).toEqual([[7, { refused: 'large' }]]);
    expect(measured()).toEqual([8]);
  });

  it('is what it was while it can not be read', async () => {
    const { measure, write, wait } = meterOf([7]);
    await measure([guestOf(7)]);
    write('proc/7/numa_maps', 'broken\n');
    wait(6 * MINUTE);
    const after = (await measure([guestOf(7)])).get(7);
    expect(after?.maps?.all).toEqual(new Map([[0, 4096]]));
    expect(after?.failure).toContain('expected a mapping');
  });
});
