import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/pmd/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { expositionText } from '../../src/exporters/prometheus/exposition.ts';
import { mergeFamilies } from '../../src/exporters/prometheus/merge-families.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { connectStations, type Station, stationSpaces } from '../support/datapath-traffic.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { hasProgram } from '../support/programs.ts';

describe('PMD threads', () => {
  it('are told as ovs-appctl tells them, with their histograms', async (context) => {
    const { ovs, reader, stations } = await polling(context, { otherConfig: ['pmd-perf-metrics=true'] });
    const [one, two] = stations;
    one.send(two.address, 300, 20);
    await delay(300);
    const collected = await poll(reader);
    const stats = blocksOf(ovs.appctl('dpif-netdev/pmd-stats-show'));
    const perf = blocksOf(ovs.appctl('dpif-netdev/pmd-perf-show'));
    expect(collected.problems).toEqual([]);
    expect([...stats.keys()]).toEqual(['0', '1', 'main']);

    for (const core of ['0', '1']) {
      const stat = numberIn(stats.get(core));
      const ofPerf = numberIn(perf.get(core));
      const told = (metric: string, ...labels: string[]) => figure(collected, metric, core, ...labels);
      // Packets have come to rest.
      expect(told('rx_packets_total')).toBe(stat('packets received'));
      expect(told('passes_total')).toBe(stat('packets received'));
      expect(told('hits_total', 'emc')).toBe(stat('emc hits'));
      expect(told('hits_total', 'megaflow')).toBe(stat('megaflow hits'));
      expect(told('hits_total', 'simple_match')).toBe(stat('simple match hits'));
      expect(told('upcalls_total')).toBe(stat('miss with success upcall'));
      expect(told('lost_upcalls_total')).toBe(stat('miss with failed upcall'));
      expect(told('tx_packets_total')).toBe(ofPerf('Tx packets'));
      expect(told('tx_batches_total')).toBe(ofPerf('Tx batches'));
      expect(told('busy_iterations_total')).toBe(ofPerf('busy iterations'));
      // Iterations and cycles never rest: what was read before is a little less than what is printed now.
      expect(told('cycles_total', 'idle')).toBeLessThan(stat('idle cycles'));
      expect(told('cycles_total', 'idle')).toBeGreaterThan(stat('idle cycles') * 0.5);
      expect(told('iterations_total')).toBeLessThan(ofPerf('Iterations'));
      expect(told('sleep_seconds_total')).toBeLessThan(ofPerf('Sleep time (us)') / 1e6);

      const batches = told('iteration_packets');
      if (typeof batches !== 'object') throw new Error('no histogram');
      const { cumulative, bounds, count } = batches;
      expect(count - (cumulative[0] ?? 0)).toBe(ofPerf('busy iterations'));
      expect([bounds[0], bounds.at(-1), bounds.length]).toEqual([0, 1000, 31]);
    }
    expect(figure(collected, 'rx_packets_total', '0')).not.toBe(figure(collected, 'rx_packets_total', '1'));
    expect(figure(collected, 'main_thread_rx_packets_total')).toBe(numberIn(stats.get('main'))('packets received'));

    const merged = mergeFamilies(collected.families());
    expect(merged.leftOut).toEqual([]);
    if (!hasProgram('promtool')) return;
    const input = await expositionText(merged.families, 'text');
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('are told with the queues that they poll and the context switches that they suffer', async (context) => {
    const { ovs, reader } = await polling(context);
    const before = switchesOf(ovs.pid());
    const collected = await poll(reader);
    const after = switchesOf(ovs.pid());
    const rows = [...ovs.appctl('dpif-netdev/pmd-rxq-show').matchAll(/port: (\S+)\s+queue-id:\s+(\d+) \((\w+)\)/g)];
    expect(rows).toHaveLength(6);
    for (const [, port = '', queue = '', state] of rows) {
      expect(figure(collected, 'rxq_enabled', port, queue)).toBe(Number(state === 'enabled'));
      expect(figure(collected, 'rxq_polled', port, queue)).toBe(1);
      expect(figure(collected, 'rxq_crosses_nodes', port, queue)).toBe(0);
    }
    for (const core of ['0', '1']) {
      const told = Number(figure(collected, 'involuntary_context_switches_total', core));
      expect(told).toBeGreaterThanOrEqual(before.get(core) ?? Number.NaN);
      expect(told).toBeLessThanOrEqual(after.get(core) ?? Number.NaN);
      const isolated = readFileSync('/sys/devices/system/cpu/isolated', 'utf8').trim();
      if (isolated === '') expect(figure(collected, 'cpu_isolated', core)).toBe(0);
    }
    expect(figure(collected, 'auto_load_balance_enabled')).toBe(0);
  });

  it('without a queue, queues without a PMD and ports with fewer queues than asked for are events', async (context) => {
    const { ovs, reader } = await polling(context);
    const first = await poll(reader);
    expect(first.states.get('pmd/core 0')?.fields).toMatchObject({ has_queues: true, isolated: false });

    // Both PMDs are now kept for what is pinned to them, so that there is none for all the others.
    ovs.vsctl('set', 'Interface', 't0', 'other_config:pmd-rxq-affinity="0:0,1:1"');
    ovs.vsctl('set', 'Interface', 'p1', 'options:n_rxq=4');
    const wrong = await eventually(reader, (now) => now.states.get('queue/t0/2')?.fields.core === null);
    const told = eventsBetween(first, wrong);
    expect(told).toContain('warning queue-moved t0/2');
    expect(told).toContain('warning queue-moved n0/0');
    expect(told).toContain('warning fewer-queues-changed p1');
    expect(told).toContain('info isolation-changed core 1');
    expect(figure(wrong, 'rxq_polled', 't0', '2')).toBe(0);
    expect(figure(wrong, 'port_rx_queues', 'p1')).toBe(1);
    expect(figure(wrong, 'port_rx_queues_requested', 'p1')).toBe(4);

    ovs.vsctl('remove', 'Interface', 'p1', 'options', 'n_rxq', '--', 'clear', 'Interface', 't0', 'other_config');
    ovs.vsctl(
      'set',
      'Open_vSwitch',
      '.',
      'other_config:pmd-auto-lb=true',
      '--',
      'del-port',
      'p1',
      '--',
      'del-port',
      'p2',
    );
    ovs.vsctl('del-port', 't0');
    const alone = await eventually(
      reader,
      (now) => now.states.get('pmd/core 0')?.fields.has_queues !== now.states.get('pmd/core 1')?.fields.has_queues,
    );
    const later = eventsBetween(wrong, alone);
    expect(later.filter((event) => event.startsWith('warning queues-changed core '))).toHaveLength(1);
    expect(later).toContain('notice auto-load-balance-switched pmds');
  });

  it('that can take no more while a neighbour idles are an event, and its end', async (context) => {
    const { ovs, reader } = await polling(context);
    const quiet = await poll(reader);
    // It receives packets as fast as its core can take them.
    const flood = ['--', 'set', 'Interface', 'flood', 'type=dpdk', 'options:dpdk-devargs=net_null7,size=64'];
    ovs.ofctl('add-flow', 'br0', 'priority=100,actions=drop');
    ovs.vsctl('add-port', 'br0', 'flood', ...flood, 'other_config:pmd-rxq-affinity=0:1');
    const full = await eventually(reader, (now) => now.states.get('pmd/core 1')?.fields.overloaded === true, 700);
    expect(eventsBetween(quiet, full)).toContain('warning overload-changed core 1');
    expect(figure(full, 'busy_ratio', '1')).toBeGreaterThan(0.95);
    expect(figure(full, 'busy_ratio', '0')).toBeLessThan(0.25);
    expect(figure(full, 'busy_spread_ratio')).toBeGreaterThan(0.7);
    ovs.vsctl('del-port', 'flood');
    const over = await eventually(reader, (now) => now.states.get('pmd/core 1')?.fields.overloaded === false, 700);
    expect(eventsBetween(full, over)).toContain('notice overload-changed core 1');
  });
});

type Polling = { readonly ovs: TestSwitch; readonly reader: Reader; readonly stations: readonly [Station, Station] };

/** Two PMDs with six queues: of two af_packet devices, a silent net_null and a net_tap with three. */
async function polling(
  context: TestContext,
  options: { readonly otherConfig?: readonly string[] } = {},
): Promise<Polling> {
  if (!hasProgram('ethtool')) context.skip('ethtool is not installed');
  const ovs = await startSwitch(context, { dpdk: true, pmdMask: '0x3', ...options });
  onTestFinished(() => {
    for (const space of stationSpaces(ovs)) spawnSync('ip', ['netns', 'del', space]);
  });
  const stations = connectStations(ovs, 'dpdk');
  const port = (name: string, device: string, ...more: string[]) =>
    ovs.vsctl(
      'add-port',
      'br0',
      name,
      '--',
      'set',
      'Interface',
      name,
      'type=dpdk',
      `options:dpdk-devargs=${device}`,
      ...more,
    );
  port('n0', 'net_null0,no-rx=1');
  port('t0', 'net_tap0,iface=nstt0', 'options:n_rxq=3');
  return { ovs, stations, reader: readerOf(ovs) };
}

function readerOf({ directory }: TestSwitch): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, { run_directories: [directory] });
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

async function eventually(reader: Reader, holds: (now: Collected) => boolean, everyMs = 100): Promise<Collected> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const now = await poll(reader);
    if (holds(now)) return now;
    await delay(everyMs);
  }
  throw new Error('it did not happen');
}

function figure({ families }: Collected, metric: string, ...labels: readonly string[]) {
  const family = families().find(({ definition }) => definition.name === `netsteward_pmd_${metric}`);
  const at = family?.points.find(
    (point) =>
      labels.every((label) => point.labels.slice(1).includes(label)) &&
      isCore(labels, point.labels, family.definition.labels),
  );
  return at?.value;
}

/** A core is given first and stands among the labels by its name. */
function isCore([core = '']: readonly string[], values: readonly string[], names: readonly string[]): boolean {
  return !names.includes('core') || !/^\d$/.test(core) || values[names.indexOf('core')] === core;
}

function eventsBetween(before: Collected, after: Collected): readonly string[] {
  const drafts = diffStates('pmd', collector.kinds, before.states, after.states, 0);
  return drafts.map(({ severity, type, subject }) => `${severity} ${type.replace('netsteward.pmd.', '')} ${subject}`);
}

/** What was printed of each thread, by core or `main`. */
function blocksOf(text: string): ReadonlyMap<string, string> {
  const blocks = text.split(/^(?=(?:pmd|main) thread)/m).filter((block) => /^(?:pmd|main) thread/.test(block));
  return new Map(blocks.map((block) => [/core_id (\d+)/.exec(block)?.[1] ?? 'main', block]));
}

function numberIn(block = ''): (name: string) => number {
  return (name) => {
    const escaped = name.replace(/[()]/g, '\\$&');
    return Number(new RegExp(`^ +(?:- )?${escaped}: +(\\d+)`, 'm').exec(block)?.[1]);
  };
}

/** Involuntary context switches of the PMDs of a process, by core. */
function switchesOf(pid: number): ReadonlyMap<string, number> {
  const texts = readdirSync(`/proc/${pid}/task`).map((tid) => readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8'));
  return new Map(
    texts.flatMap((text) => {
      const core = /^Name:\tpmd-c(\d+)/m.exec(text)?.[1];
      return core === undefined
        ? []
        : [[String(Number(core)), Number(/^nonvoluntary_ctxt_switches:\t(\d+)/m.exec(text)?.[1])] as const];
    }),
  );
}
