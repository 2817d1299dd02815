import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChangingHost, changingHost } from '../../../test/support/changing-host.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const RECORDING = path.join(import.meta.dirname, 'fixtures/hosts/ovs-3.1-dpdk-22.11');
const TELEMETRY = '/telemetry/rte_dpdk_telemetry.v2';
const signal = AbortSignal.timeout(300_000);
const settings = { run_directories: ['/run/openvswitch'] };

const start = (changing: ChangingHost, more = {}) => {
  const reader = collector.open(changing.host, { ...settings, ...more });
  return () => reader.collect({ signal, changed: undefined });
};
const pointsOf = ({ families }: Collected, metric: string) =>
  (families().find(({ definition }) => definition.name === `netsteward_dpdk_${metric}`)?.points ?? []).map(
    ({ labels, value }) => [...labels, value],
  );

/** A port's answer with some fields changed. */
const change = (changing: ChangingHost, command: string, answer: unknown) =>
  changing.write(`${TELEMETRY}_${command}.json`, JSON.stringify(answer));

describe('DPDK processes', () => {
  it('are told with their ports, links, counters, queues, heaps and pools', async () => {
    const collected = await start(changingHost(RECORDING))();
    expect([collected.outcome, collected.problems]).toEqual(['ok', []]);
    expect(pointsOf(collected, 'process_info')).toEqual([
      ['rte', 'ovs-vswitchd', 'DPDK 22.11.11', '--no-huge --legacy-mem -m 128 --no-pci --file-prefix=rte -c 0x1', 1],
    ]);
    expect(pointsOf(collected, 'hugepages_bytes')).toEqual([['rte', 0]]);
    expect(pointsOf(collected, 'port_up')).toEqual([
      ['rte', 'net_null0', 1],
      ['rte', 'net_tap0', 1],
      ['rte', 'net_tap1', 0],
    ]);
    expect(pointsOf(collected, 'port_speed_bytes')).toEqual([
      ['rte', 'net_null0', 1.25e9],
      ['rte', 'net_tap0', 1.25e9],
    ]);
    expect(pointsOf(collected, 'port_queue_receive_packets_total').map((point) => point.slice(1, 3))).toEqual([
      ['net_null0', '0'],
      ['net_tap0', '0'],
      ['net_tap0', '1'],
      ['net_tap1', '0'],
      ['net_tap1', '1'],
    ]);
    expect(pointsOf(collected, 'heap_size_bytes')).toEqual([['rte', 'socket_0', 134_217_728]]);
    expect(pointsOf(collected, 'heap_largest_free_block_bytes')).toEqual([['rte', 'socket_0', 62_560_384]]);
    expect(pointsOf(collected, 'mempool_objects')[0]).toEqual(['rte', 'ovs043f488100021580016384', 16_384]);
    expect(pointsOf(collected, 'mempool_numa_node')).toEqual([['rte', 'ovs043f488100021580016384', 0]]);
  });

  it('have pools whose use telemetry tells, or ovs-vswitchd does, or nobody', async () => {
    const changing = changingHost(RECORDING);
    const collect = start(changing);
    const pool = 'ovs043f488100021580016384';
    const inUse = async () =>
      pointsOf(await collect(), 'mempool_objects_in_use').find(([, name]) => name === pool)?.[2];
    const told = await inUse();
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(16_384);

    changing.remove('/calls');
    expect(await inUse()).toBeUndefined();

    const answer = JSON.parse(await changing.host.readText(`${TELEMETRY}_mempool_info_${pool}.json`, signal));
    // As DPDK 23.11 answers.
    change(changing, `mempool_info_${pool}`, { ...answer, total_cache_count: 84, common_pool_count: 16_000 });
    expect(await inUse()).toBe(300);
  });

  it('tell of extended statistics that are chosen, not 0 and not told otherwise', async () => {
    const changing = changingHost(RECORDING);
    const extended = {
      rx_good_packets: 5,
      rx_q0_errors: 3,
      rx_missed_errors: 9,
      rx_phy_discard: 7,
      tx_drop: 0,
      fdir: 2,
    };
    change(changing, 'ethdev_xstats_1', extended);
    expect(pointsOf(await start(changing)(), 'port_extended_statistic')).toEqual([
      ['rte', 'net_tap0', 'rx_phy_discard', 7],
    ]);
    const all = await start(changing, { extended_statistics: ['*'] })();
    expect(pointsOf(all, 'port_extended_statistic').map(([, , name]) => name)).toEqual(['rx_phy_discard', 'fdir']);
  });

  it('are told as newer versions write numbers, and without what is not known', async () => {
    const changing = changingHost(RECORDING);
    const info = JSON.parse(await changing.host.readText(`${TELEMETRY}_ethdev_info_1.json`, signal));
    change(changing, 'ethdev_info_1', { ...info, dev_flags: '0x2', numa_node: -1, something_new: {} });
    change(changing, 'ethdev_link_status_1', { status: 'UP', speed: 0xffff_ffff, duplex: 'half-duplex' });
    const collected = await start(changing)();
    const named = (metric: string) => pointsOf(collected, metric).filter(([, port]) => port === 'net_tap0');
    expect(named('port_numa_node')).toEqual([]);
    expect(named('port_speed_bytes')).toEqual([]);
    expect(named('port_full_duplex')).toEqual([['rte', 'net_tap0', 0]]);
    expect(named('port_queue_receive_packets_total')).toEqual([]);
    expect(named('port_receive_packets_total')).toHaveLength(1);
  });
});

describe('events of DPDK processes', () => {
  it('tell of links, restarts, ports and processes that come and go', async () => {
    const changing = changingHost(RECORDING);
    const collect = start(changing);
    let before = await collect();
    const events = async () => {
      const after = await collect();
      const drafts = diffStates('dpdk', collector.kinds, before.states, after.states, 0);
      before = after;
      return drafts.map(({ severity, data }) => `${severity}: ${data.message}`);
    };
    expect(await events()).toEqual([]);
    change(changing, 'ethdev_link_status_0', { status: 'DOWN' });
    expect(await events()).toEqual(['warning: rte/net_null0: link is down']);
    change(changing, 'ethdev_link_status_1', { status: 'UP', speed: 1000, duplex: 'full-duplex' });
    expect(await events()).toEqual(['warning: rte/net_tap0: speed is 1 Gbit/s, was 10 Gbit/s']);
    change(changing, 'ethdev_list', [0, 1]);
    change(changing, 'info', { version: 'DPDK 22.11.11', pid: 17 });
    expect(await events()).toEqual([
      'notice: rte/net_tap1: the port is gone',
      'warning: rte: ovs-vswitchd was restarted, process 17 instead of 16292',
    ]);
    changing.write(`${TELEMETRY}_info.error`, 'absent ECONNREFUSED');
    changing.remove(`${TELEMETRY}_info.json`);
    expect(await events()).toEqual([
      'warning: rte: ovs-vswitchd is gone',
      'notice: rte/net_null0: the port is gone',
      'notice: rte/net_tap0: the port is gone',
    ]);
    expect(before.outcome).toBe('absent');
  });
});

describe('a DPDK process that does not answer as it should', () => {
  it('is absent where there is none, at the price of a few listings', async () => {
    const changing = changingHost(privateDirectory());
    const collected = await start(changing)();
    expect([collected.outcome, collected.families()]).toEqual(['absent', []]);
    expect(changing.asked()).toEqual(['/run/dpdk', '/run/openvswitch/dpdk', '/run/user', '/tmp/dpdk']);
  });

  it('fails the reading when it is the only one, and says why', async () => {
    const changing = changingHost(RECORDING);
    changing.write(`${TELEMETRY}_info.error`, 'denied Permission denied');
    changing.remove(`${TELEMETRY}_info.json`);
    await expect(start(changing)()).rejects.toMatchObject({
      message: 'no DPDK process can be read',
      cause: expect.objectContaining({ kind: 'denied' }),
    });
    const closed = changingHost(privateDirectory());
    closed.write('/run/dpdk.error', 'denied EACCES');
    await expect(start(closed)()).rejects.toThrow('/run/dpdk: EACCES');
  });

  it('is a problem beside others, which are told, and keeps its states', async () => {
    const changing = changingHost(RECORDING);
    changing.write('/run/dpdk/.list', 'rte\nother\n');
    changing.write('/run/dpdk/other/.list', 'dpdk_telemetry.v2\n');
    changing.write('/telemetry/other_dpdk_telemetry.v2_info.error', 'deadline no answer in time');
    const collected = await start(changing)();
    expect(collected.outcome).toBe('partial');
    expect(collected.problems).toEqual([{ subject: 'other', message: expect.stringContaining('no answer in time') }]);
    expect(pointsOf(collected, 'port_up')).toHaveLength(3);
  });

  it('is not taken for gone when it answered before and is silent now', async () => {
    const changing = changingHost(RECORDING);
    changing.write('/run/dpdk/.list', 'rte\nother\n');
    changing.write('/run/dpdk/other/.list', 'dpdk_telemetry.v2\n');
    const other = '/telemetry/other_dpdk_telemetry.v2';
    changing.write(`${other}_info.json`, '{"version":"DPDK 23.11.0","pid":5}');
    for (const list of ['eal_params', 'ethdev_list', 'eal_heap_list', 'mempool_list']) {
      changing.write(`${other}_${list}.json`, '[]');
    }
    const collect = start(changing);
    const before = await collect();
    expect(before.states.has('process/other')).toBe(true);
    changing.remove(`${other}_info.json`);
    changing.write(`${other}_info.error`, 'deadline no answer in time');
    const silent = await collect();
    expect(silent.states.get('process/other')).toBe(before.states.get('process/other'));
    expect(pointsOf(silent, 'process_info').map(([process]) => process)).toEqual(['rte']);
  });

  it('has its ports still when their answers fail, or when they can not be listed', async () => {
    const changing = changingHost(RECORDING);
    const collect = start(changing);
    const before = await collect();
    changing.remove(`${TELEMETRY}_ethdev_stats_0.json`);
    changing.write(`${TELEMETRY}_ethdev_stats_0.error`, 'deadline no answer in time');
    changing.write(`${TELEMETRY}_ethdev_info_1.json`, '"broken"');
    const after = await collect();
    expect(pointsOf(after, 'port_up').map(([, port]) => port)).toEqual(['net_tap1']);
    expect(after.problems).toHaveLength(2);
    expect([...after.states.keys()].sort()).toEqual([...before.states.keys()].sort());
    for (const [key, state] of after.states) expect(state).toBe(before.states.get(key));
    changing.write(`${TELEMETRY}_ethdev_list.json`, '"broken"');
    await expect(collect()).rejects.toThrow('no DPDK process can be read');
  });

  it('shows the rest when heaps, pools or hugepages are not told, and says what is not', async () => {
    for (const [file, message] of [
      [`${TELEMETRY}_eal_heap_list.json`, '/eal/heap_list: expected a list'],
      [`${TELEMETRY}_mempool_list.json`, '/mempool/list: expected a list'],
      ['/proc/16292/status', '/proc/16292/status: expected a Name'],
      ['/run/openvswitch/ovs-vswitchd.pid', '/run/openvswitch/ovs-vswitchd.pid:1: expected a process id'],
      ['/calls/ovs-vswitchd.ctl_netdev-dpdk_get-mempool-info.json', 'netdev-dpdk/get-mempool-info: expected a text'],
    ] as const) {
      const changing = changingHost(RECORDING);
      changing.write(file, '["broken", 1, {}]');
      const { outcome, problems, states } = await start(changing)();
      expect([file, outcome, states.size]).toEqual([file, 'partial', 4]);
      expect(problems).toEqual([{ subject: 'rte', message: expect.stringContaining(message) }]);
    }
  });

  it('loses only the port whose answer is not understood, and quietly one that went meanwhile', async () => {
    const changing = changingHost(RECORDING);
    change(changing, 'ethdev_stats_0', { ipackets: 'many' });
    change(changing, 'ethdev_info_2', null);
    const collected = await start(changing)();
    expect(collected.outcome).toBe('partial');
    expect(collected.problems).toEqual([
      { subject: 'rte', message: '/ethdev/stats,0: expected a number as ipackets, found "\\"many\\""' },
    ]);
    expect(pointsOf(collected, 'port_up').map(([, port]) => port)).toEqual(['net_tap0']);
  });
});

it('further processes of one prefix and those of other directories have names of their own', async () => {
  const changing = changingHost(RECORDING);
  changing.write('/run/dpdk/rte/.list', 'dpdk_telemetry.v2\ndpdk_telemetry.v2:1\ndpdk_telemetry.v1\n');
  changing.write('/run/user/.list', '1000\n');
  changing.write('/run/user/1000/dpdk/.list', 'rte\n');
  changing.write('/run/user/1000/dpdk/rte/.list', 'dpdk_telemetry.v2\n');
  for (const slug of ['rte_dpdk_telemetry.v2_1', 'run_user_1000_dpdk_rte_dpdk_telemetry.v2']) {
    changing.write(`/telemetry/${slug}_info.error`, 'refused');
  }
  const collected = await collector.open(recordedHost(changing.root), settings).collect({ signal, changed: undefined });
  expect(collected.problems.map(({ subject }) => subject)).toEqual(['rte:1', '/run/user/1000/dpdk/rte']);
});
