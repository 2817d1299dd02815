import { describe, expect, it, type TestContext } from 'vitest';
import type { Seen } from '../../src/actions/action.ts';
import { action } from '../../src/actions/pmd-rebalance/index.ts';
import { collector } from '../../src/collectors/pmd/index.ts';
import { actionOnHost } from '../support/action-on-host.ts';
import { skipWithoutSwitch, startSwitch, type TestSwitch } from '../support/ovs.ts';

/** So long until Open vSwitch says what a queue takes: it counts in times of five seconds. */
const COUNTED_MS = 30_000;

describe('queues of two PMDs', () => {
  it('of which one has all the load are given out anew, and the load is spread', {
    timeout: 180_000,
  }, async (context) => {
    const ovs = await uneven(context, 'floods');
    const { look, plan, carryOut } = acting(ovs);
    const before = await counted(look);
    const planned = plan(before);
    expect(planned.summary).toMatch(/core \d is (?:9\d|100) % busy and core \d \d %/);
    expect(planned.witness).toMatchObject({ agrees: true });
    expect(floodsByCore(ovs)).toEqual([2]);

    await carryOut(planned.steps);
    await expect.poll(() => floodsByCore(ovs), { timeout: 5000 }).toEqual([1, 1]);
    const after = await look();
    expect(after.judge(planned, before.evidence, 0)).toMatchObject({ effect: 'waiting' });
    expect(after.judge(planned, before.evidence, 20)).toMatchObject({
      effect: 'proven',
      words: expect.stringMatching(/^the variance fell by \d+ %; NUMA node 0: core 0 \d+ %, core 1 \d+ % before/),
    });
    // What was planned for queues that lie elsewhere by now is not done.
    await expect(carryOut(planned.steps)).rejects.toThrow('expected');
    expect(() => plan(after)).toThrow(/all PMDs of NUMA node 0 are at work|not measured yet/);
  });

  it('of which one queue has all the load are left alone', { timeout: 120_000 }, async (context) => {
    const { look, plan } = acting(await uneven(context, 'one flood'));
    const seen = await counted(look);
    expect(() => plan(seen)).toThrow(/queue f0\/0 alone keeps core \d busy.*options:n_rxq/);
  });

  it('are left alone when they are pinned or Open vSwitch moves them itself', { timeout: 120_000 }, async (context) => {
    const ovs = await uneven(context, 'floods');
    const { look, plan } = acting(ovs);
    for (const flood of floods(ovs)) ovs.vsctl('set', 'Interface', flood, 'other_config:pmd-rxq-affinity=0:1');
    await expect.poll(() => ovs.appctl('dpif-netdev/pmd-rxq-show'), { timeout: 10_000 }).toContain('isolated : true');
    const pinned = await counted(look);
    expect(() => plan(pinned)).toThrow(/core 1 is \d+ % busy with queues that are pinned to it/);
    ovs.vsctl('set', 'Open_vSwitch', '.', 'other_config:pmd-auto-lb=true');
    await expect.poll(async () => (await look()).evidence.auto, { timeout: 20_000 }).toBe(true);
    const auto = await look();
    expect(() => plan(auto)).toThrow('pmd-auto-lb');
  });
});

it('a switch without PMDs, and one that is not there, are said so', async (context) => {
  const ovs = await startSwitch(context);
  await expect(acting(ovs).look()).rejects.toThrow('this host has no Open vSwitch with PMDs');
  await expect(acting(ovs, { daemon: '/run/nowhere' }).look()).rejects.toThrow('there are no PMDs of /run/nowhere');
  await ovs.kill('ovs-vswitchd');
  await expect(acting(ovs).look()).rejects.toThrow('can not be read');
});

function acting({ directory }: TestSwitch, labels: Readonly<Record<string, string>> = {}) {
  const where = { run_directories: [directory] };
  return actionOnHost(action, { ...where, measure: '1s' }, [[collector, where]], labels);
}

/**
 * Two PMDs and four queues, of which those of the floods are on one PMD. Open vSwitch gives out queues that it has not
 * counted yet in an order of its own, so that orders are tried until it does that.
 */
async function uneven(context: TestContext, load: 'floods' | 'one flood'): Promise<TestSwitch> {
  const options = { dpdk: true, pmdMask: '0x3' };
  skipWithoutSwitch(context, options);
  const ovs = await startSwitch(context, options);
  ovs.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
  ovs.ofctl('del-flows', 'br0');
  ovs.ofctl('add-flow', 'br0', 'actions=drop');
  for (const order of load === 'floods' ? ['fqqf', 'fqfq', 'ffqq', 'qffq', 'qfqf', 'qqff'] : ['fqqq']) {
    const names = [...order].map((kind, index) => `${kind}${index}`);
    for (const [index, name] of names.entries()) addPort(ovs, name, index);
    if (floodsByCore(ovs).length === 1) return ovs;
    for (const name of names) ovs.vsctl('del-port', name);
  }
  throw new Error('Open vSwitch puts the floods on different PMDs in every order');
}

function addPort({ vsctl }: TestSwitch, name: string, index: number): void {
  const device = `options:dpdk-devargs=net_null${index},${name.startsWith('f') ? 'size=64' : 'no-rx=1'}`;
  vsctl('add-port', 'br0', name, '--', 'set', 'Interface', name, 'type=dpdk', device);
}

/** Looks until Open vSwitch has counted what every queue takes. */
async function counted(look: () => Promise<Seen>): Promise<Seen> {
  const until = performance.now() + COUNTED_MS;
  for (;;) {
    const seen = await look();
    if (!JSON.stringify(seen.evidence).includes('"usage":null')) return seen;
    if (performance.now() > until) throw new Error(`not counted: ${JSON.stringify(seen.evidence)}`);
  }
}

const floods = ({ vsctl }: TestSwitch) => vsctl('list-ports', 'br0').match(/^f\d$/gm) ?? [];

/** How many floods each PMD has that has any. */
function floodsByCore({ appctl }: TestSwitch): readonly number[] {
  const blocks = appctl('dpif-netdev/pmd-rxq-show').split('pmd thread').slice(1);
  return blocks.map((block) => block.match(/port: f/g)?.length ?? 0).filter((floods) => floods > 0);
}
