import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ovs-conntrack/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { connectStations, type Station, stationSpaces } from '../support/datapath-traffic.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { hasProgram } from '../support/programs.ts';

/** Tracks everything in zone 5. */
const FLOWS = [
  'table=0,priority=10,arp,actions=NORMAL',
  'table=0,priority=5,ip,ct_state=-trk,actions=ct(table=1,zone=5)',
  'table=1,priority=5,ip,ct_state=+new,actions=ct(commit,zone=5),NORMAL',
  'table=1,priority=4,ip,ct_state=+est,actions=NORMAL',
];

describe('connection tracking in userspace', () => {
  it('is told as ovs-appctl tells it, up to a full table', async (context) => {
    const { ovs, reader, stations } = await tracking(context);
    const [one, two] = stations;

    const quiet = await poll(reader);
    expect(quiet.outcome).toBe('ok');
    expect(figure(quiet, 'connections')).toBe(Number(ovs.appctl('dpctl/ct-get-nconns')));
    expect(figure(quiet, 'connections_limit')).toBe(Number(ovs.appctl('dpctl/ct-get-maxconns')));
    expect(figure(quiet, 'full_total')).toBe(0);
    expect(quiet.states.get('table/conntrack')?.fields).toMatchObject({ is_full: false, standard_zone_limit: 0 });

    ovs.appctl('dpctl/ct-set-maxconns', '30');
    ovs.appctl('dpctl/ct-set-limits', 'zone=5,limit=100', 'zone=7,limit=10');
    const limited = await poll(reader);
    expect(eventsBetween(quiet, limited)).toEqual([
      'warning limit-changed',
      'notice zone-limit-set',
      'notice zone-limit-set',
    ]);

    one.send(two.address, 60, 60);
    await expect.poll(() => ovs.appctl('dpctl/ct-get-nconns').trim()).toBe('30');
    await delay(200);
    const full = await poll(reader);
    expect(figure(full, 'connections')).toBe(30);
    expect(figure(full, 'fill_ratio')).toBe(1);
    expect(figure(full, 'full_total')).toBe(Number(ovs.appctl('coverage/read-counter', 'conntrack_full')));
    expect(figure(full, 'full_total')).toBeGreaterThanOrEqual(30);
    expect(ovs.appctl('dpctl/ct-get-limits')).toContain('zone=5,limit=100,count=30\nzone=7,limit=10,count=0');
    expect(figure(full, 'zone_connections', '5')).toBe(30);
    expect(figure(full, 'zone_connections', '7')).toBe(0);
    expect(figure(full, 'zone_fill_ratio', '5')).toBe(0.3);
    expect(eventsBetween(limited, full)).toEqual(['critical fullness-changed']);
    expect(full.occurrences).toMatchObject([
      { definition: { what: 'connections-refused' }, details: { refused: figure(full, 'full_total'), limit: 30 } },
    ]);

    const later = await poll(reader);
    expect([...(later.occurrences ?? []), ...eventsBetween(full, later)]).toEqual([]);
    expect(later.states.get('table/conntrack')).toBe(full.states.get('table/conntrack'));

    ovs.appctl('dpctl/flush-conntrack');
    ovs.appctl('dpctl/ct-del-limits', 'zone=7');
    expect(eventsBetween(later, await poll(reader))).toEqual(['notice zone-limit-removed', 'notice fullness-changed']);
  });

  it('is told with what became of fragments', async (context) => {
    const { ovs, reader } = await tracking(context);
    const before = await poll(reader);
    ovs.appctl('dpctl/ipf-set-disabled', 'v6');
    ovs.appctl('dpctl/ipf-set-max-nfrags', '500');
    const after = await poll(reader);
    const status = ovs.appctl('dpctl/ipf-get-status');
    expect(status).toMatch(/v6 enabled: 0\n\s+max num frags \(v4\/v6\): 500/);
    expect(figure(after, 'reassembly_enabled', 'v4')).toBe(1);
    expect(figure(after, 'reassembly_enabled', 'v6')).toBe(0);
    expect(figure(after, 'fragments_limit')).toBe(500);
    expect(figure(after, 'fragment_events_total', 'v4', 'too_small')).toBe(0);
    expect(eventsBetween(before, after)).toEqual([
      'warning ipv6-reassembly-changed',
      'warning fragments-limit-changed',
    ]);
  });

  it('is absent without a bridge in userspace, failed when the daemon was killed, and back with it', async (context) => {
    const ovs = await startSwitch(context);
    const reader = readerOf(ovs);
    expect(await poll(reader)).toMatchObject({ outcome: 'absent', problems: [] });
    ovs.vsctl('add-br', 'br1', '--', 'set', 'bridge', 'br1', 'datapath_type=netdev');
    expect((await poll(reader)).outcome).toBe('ok');
    const killed = ovs.pid();
    await ovs.kill('ovs-vswitchd');
    await expect(poll(reader)).rejects.toThrow(`ovs-vswitchd (process ${killed}) can not be read`);
    await ovs.startVswitchd();
    await expect.poll(async () => (await poll(reader)).outcome).toBe('ok');
  });
});

type Tracking = { readonly ovs: TestSwitch; readonly reader: Reader; readonly stations: readonly [Station, Station] };

async function tracking(context: TestContext): Promise<Tracking> {
  if (!hasProgram('ethtool')) context.skip('ethtool is not installed');
  const ovs = await startSwitch(context);
  onTestFinished(() => {
    for (const space of stationSpaces(ovs)) spawnSync('ip', ['netns', 'del', space]);
  });
  const stations = connectStations(ovs, 'system');
  ovs.ofctl('del-flows', 'br0');
  for (const flow of FLOWS) ovs.ofctl('add-flow', 'br0', flow);
  return { ovs, stations, reader: readerOf(ovs) };
}

function readerOf({ directory }: TestSwitch): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, { run_directories: [directory] });
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

function figure({ families }: Collected, metric: string, ...labels: readonly string[]) {
  const family = families().find(({ definition }) => definition.name === `netsteward_ovs_conntrack_${metric}`);
  return family?.points.find((point) => labels.every((label) => point.labels.includes(label)))?.value;
}

function eventsBetween(before: Collected, after: Collected): readonly string[] {
  const drafts = diffStates('ovs-conntrack', collector.kinds, before.states, after.states, 0);
  return drafts.map(({ severity, type }) => `${severity} ${type.replace('netsteward.ovs-conntrack.', '')}`);
}
