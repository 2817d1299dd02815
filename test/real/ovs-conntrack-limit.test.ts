import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { action } from '../../src/actions/ovs-conntrack-limit/index.ts';
import { CONNECTION_BYTES } from '../../src/actions/ovs-conntrack-limit/memory.ts';
import { collector as memory } from '../../src/collectors/host/index.ts';
import { collector } from '../../src/collectors/ovs-conntrack/index.ts';
import { actionOnHost } from '../support/action-on-host.ts';
import { connectStations, type Station, stationSpaces } from '../support/datapath-traffic.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { hasProgram } from '../support/programs.ts';

describe('a table in userspace that is full', () => {
  it('is made larger, takes connections again, and is made as small as it was', async (context) => {
    const { ovs, one, two } = await tracking(context);
    ovs.appctl('dpctl/ct-set-maxconns', '30');
    const { look, plan, carryOut } = acting(ovs);
    one.send(two.address, 60, 60);
    await connections(ovs).toBe(30);

    const before = await look();
    expect(before.evidence).toMatchObject({ limit: 30, connections: 30, full_zones: [] });
    expect(Number(before.evidence.memory_available)).toBeGreaterThan(1e6);
    const planned = plan(before);
    expect(planned.summary).toMatch(/from 30 to (?:4[5-9]|[5-9]\d|1[01]\d|120), until ovs-vswitchd ends.*100 % full/);
    expect(planned.witness.agrees).toBe(true);
    await carryOut(planned.steps);
    const limit = Number(ovs.appctl('dpctl/ct-get-maxconns'));
    expect(limit).toBe(planned.steps[0]?.args.value);

    one.send(two.address, 3, 3);
    await connections(ovs).toBe(33);
    const after = await look();
    expect(after.judge(planned, before.evidence, 0)).toMatchObject({ effect: 'waiting' });
    expect(after.judge(planned, before.evidence, 30)).toMatchObject({
      effect: 'proven',
      words: expect.stringMatching(/it refuses nothing any more$/),
    });

    await expect(carryOut(planned.steps)).rejects.toThrow(`expected 30, found ${limit}`);
    await carryOut(planned.undo);
    expect(ovs.appctl('dpctl/ct-get-maxconns').trim()).toBe('30');
    expect((await look()).judge(planned, before.evidence, 30)).toMatchObject({
      effect: 'waiting',
      words: expect.stringContaining('somebody else has set it'),
    });
  });

  it('only by the limit of a zone is left alone, in words', async (context) => {
    const { ovs, one, two } = await tracking(context);
    ovs.appctl('dpctl/ct-set-limits', 'zone=5,limit=10');
    one.send(two.address, 40, 40);
    await connections(ovs).toBe(10);
    const { look, plan } = acting(ovs);
    const seen = await look();
    expect(() => plan(seen)).toThrow(/not in the way.*which no limit of the table helps: zone 5 \(10 of 10\)/);
    const asked = acting(ovs, { zone: '5' });
    const ofZone = await asked.look();
    expect(() => asked.plan(ofZone)).toThrow(/zone 5 \(10 of 10\) is at a limit of its own/);
  });
});

it('a connection takes no more memory than is reckoned with', { timeout: 60_000 }, async (context) => {
  const { ovs, one, two } = await tracking(context);
  one.send(two.address, 10, 10);
  await connections(ovs).toBe(10);
  const before = residentBytes(ovs);
  const count = () => Number(ovs.appctl('dpctl/ct-get-nconns'));
  // Each flood comes from another port, and a busy machine loses much of it.
  for (let floods = 0; floods < 15 && count() < 5000; floods += 1) flood(ovs, two);
  const many = count();
  expect(many).toBeGreaterThan(3000);
  const each = (residentBytes(ovs) - before) / many;
  expect(each).toBeGreaterThan(100);
  expect(each).toBeLessThan(CONNECTION_BYTES);
});

it('a switch without a userspace datapath, and one that is not there, are said so', async (context) => {
  const ovs = await startSwitch(context);
  await expect(acting(ovs).look()).rejects.toThrow('the Open vSwitch of this host tracks no connections in userspace');
  await expect(acting(ovs, { daemon: '/run/nowhere' }).look()).rejects.toThrow('the Open vSwitch /run/nowhere tracks');
});

/** Tracks everything in zone 5. */
const FLOWS = [
  'table=0,priority=10,arp,actions=NORMAL',
  'table=0,priority=5,ip,ct_state=-trk,actions=ct(table=1,zone=5)',
  'table=1,priority=5,ip,ct_state=+new,actions=ct(commit,zone=5),NORMAL',
  'table=1,priority=4,ip,ct_state=+est,actions=NORMAL',
];

type Tracking = { readonly ovs: TestSwitch; readonly one: Station; readonly two: Station };

async function tracking(context: TestContext): Promise<Tracking> {
  if (!hasProgram('ethtool')) context.skip('ethtool is not installed');
  const ovs = await startSwitch(context);
  onTestFinished(() => {
    for (const space of stationSpaces(ovs)) spawnSync('ip', ['netns', 'del', space]);
  });
  const [one, two] = connectStations(ovs, 'system');
  ovs.ofctl('del-flows', 'br0');
  for (const flow of FLOWS) ovs.ofctl('add-flow', 'br0', flow);
  return { ovs, one, two };
}

function acting({ directory }: TestSwitch, labels: Readonly<Record<string, string>> = {}) {
  const where = { run_directories: [directory] };
  const settings = { ...where, growth_over: '500ms' };
  return actionOnHost(
    action,
    settings,
    [
      [collector, where],
      [memory, {}],
    ],
    labels,
  );
}

const connections = ({ appctl }: TestSwitch) =>
  expect.poll(() => Number(appctl('dpctl/ct-get-nconns')), { timeout: 10_000 });

/** As fast as it goes: ten thousand connections of which some are lost on the way. */
function flood({ inside, netns }: TestSwitch, { address }: Station): void {
  const [from] = stationSpaces({ netns });
  inside('nsenter', `--net=/run/netns/${from}`, process.execPath, '--eval', FLOOD, '--', address);
}

const FLOOD = `
  const [to] = process.argv.slice(1);
  const socket = require('node:dgram').createSocket('udp4');
  let port = 1;
  const next = () => {
    if (port > 10000) { socket.close(); return; }
    let open = 20;
    for (let n = 0; n < 20; n += 1) socket.send('x', port++, to, () => { open -= 1; if (open === 0) setImmediate(next); });
  };
  next();`;

function residentBytes({ pid }: TestSwitch): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) * 1024;
}
