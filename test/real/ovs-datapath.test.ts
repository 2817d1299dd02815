import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ovs-datapath/index.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { connectStations, stationSpaces } from '../support/datapath-traffic.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { hasProgram } from '../support/programs.ts';

const DATAPATH = 'netdev@ovs-netdev';

describe('the datapath in userspace', () => {
  it('is told as ovs-appctl tells it', async (context) => {
    if (!hasProgram('ethtool')) context.skip('ethtool is not installed');
    const ovs = await startSwitch(context);
    onTestFinished(() => {
      for (const space of stationSpaces(ovs)) spawnSync('ip', ['netns', 'del', space]);
    });
    const [one, two] = connectStations(ovs, 'system');
    one.send(two.address, 50, 10);
    // Threads hand their counters in every five seconds.
    await expect.poll(() => coverage(ovs).size, { timeout: 30_000, interval: 200 }).toBeGreaterThan(5);
    const reader = readerOf(ovs);
    // Counted here is a moment in which nothing is: both texts are the same before and after.
    const { collected, show, upcall, steady } = await quiet(reader, ovs);

    const [, hit, missed, lost] = /lookups: hit:(\d+) missed:(\d+) lost:(\d+)/.exec(show) ?? [];
    expect(Number(hit)).toBeGreaterThan(0);
    expect(figure(collected, 'hits_total')).toBe(Number(hit));
    expect(figure(collected, 'misses_total')).toBe(Number(missed));
    expect(figure(collected, 'lost_total')).toBe(Number(lost));
    expect(figure(collected, 'hit_ratio')).toBe(Number(hit) / (Number(hit) + Number(missed)));
    expect(figure(collected, 'flows')).toBe(Number(/flows: (\d+)/.exec(show)?.[1]));
    expect(figure(collected, 'ports')).toBe(show.match(/^ {2}port /gm)?.length);

    const [, current, average, most, limit] =
      /\(current (\d+)\) \(avg (\d+)\) \(max (\d+)\) \(limit (\d+)\)/.exec(upcall) ?? [];
    expect(figure(collected, 'revalidated_flows', 'current')).toBe(Number(current));
    expect(figure(collected, 'revalidated_flows', 'average')).toBe(Number(average));
    expect(figure(collected, 'revalidated_flows', 'maximum')).toBe(Number(most));
    expect(figure(collected, 'flows_limit')).toBe(Number(limit));
    expect(figure(collected, 'dump_duration_seconds')).toBe(Number(/dump duration : (\d+)ms/.exec(upcall)?.[1]) / 1000);

    expect(steady.size).toBeGreaterThan(5);
    for (const [event, total] of steady)
      expect([event, figure(collected, 'coverage_total', event)]).toEqual([event, total]);
    expect(figure(collected, 'memory_objects', 'ports')).toBe(
      Number(/\bports:(\d+)/.exec(ovs.appctl('memory/show'))?.[1]),
    );
    expect(collected.states.get(`datapath/${DATAPATH}`)?.fields).toMatchObject({ is_at_flow_limit: false });
    expect([collected.outcome, collected.problems]).toEqual(['ok', []]);
  });

  it('is absent without a bridge, and gone with the last one', async (context) => {
    const ovs = await startSwitch(context);
    const reader = readerOf(ovs);
    expect(await poll(reader)).toMatchObject({ outcome: 'absent', problems: [] });
    ovs.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
    const there = await poll(reader);
    expect([there.outcome, [...there.states.keys()]]).toEqual(['ok', [`datapath/${DATAPATH}`]]);
    ovs.vsctl('del-br', 'br0');
    expect(await poll(reader)).toMatchObject({ outcome: 'absent', states: new Map() });
  });
});

/** A reading between two equal answers of the daemon, and the counters of events that were equal before and after it. */
async function quiet(reader: Reader, ovs: TestSwitch) {
  const texts = () => [ovs.appctl('dpctl/show'), ovs.appctl('upcall/show')] as const;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const before = texts();
    const events = coverage(ovs);
    const collected = await poll(reader);
    const steady = new Map([...coverage(ovs)].filter(([event, total]) => events.get(event) === total));
    const after = texts();
    if (before.join() === after.join()) return { collected, show: after[0], upcall: after[1], steady };
    await delay(100);
  }
  throw new Error('the datapath does not come to rest');
}

function coverage({ appctl }: TestSwitch): ReadonlyMap<string, number> {
  const counters = appctl('coverage/show').matchAll(/^(\w+) .*total: (\d+)$/gm);
  return new Map(Array.from(counters, ([, event = '', total]) => [event, Number(total)]));
}

function readerOf({ directory }: TestSwitch): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, { run_directories: [directory] });
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

function figure({ families }: Collected, metric: string, ...labels: readonly string[]) {
  const family = families().find(({ definition }) => definition.name === `netsteward_ovs_datapath_${metric}`);
  return family?.points.find((point) => labels.every((label) => point.labels.includes(label)))?.value;
}
