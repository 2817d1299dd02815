import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/dpdk/index.ts';
import { realHost } from '../../src/host/real-host.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { programPath } from '../support/programs.ts';

const soon = () => AbortSignal.timeout(15_000);
const BRIDGE = ['add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev'];

/** Adds a DPDK port to br0. */
const addPort = (ovs: TestSwitch, name: string, devargs: string, ...options: string[]) =>
  ovs.vsctl(
    'add-port',
    'br0',
    name,
    '--',
    'set',
    'Interface',
    name,
    'type=dpdk',
    `options:dpdk-devargs=${devargs}`,
    ...options,
  );

/** The value of a port's or a process's point; labels after the process. */
const reading = (ovs: TestSwitch, { families }: Collected) => {
  const all = families();
  return (metric: string, ...labels: string[]) => {
    const value = all
      .find(({ definition }) => definition.name === `netsteward_dpdk_${metric}`)
      ?.points.find((point) => [ovs.netns, ...labels].every((label, index) => point.labels[index] === label))?.value;
    return typeof value === 'number' ? value : undefined;
  };
};

/** `key=value, …` of a map that ovs-vsctl prints. */
const mapOf = (text: string) =>
  new Map(Array.from(text.matchAll(/([\w-]+)="?([^",}]*)"?/g), ([, key = '', value = '']) => [key, value] as const));

describe('a DPDK process', () => {
  const start = async (context: TestContext) => {
    if (programPath('socat') === undefined) context.skip('socat is not installed');
    const ovs = await startSwitch(context, { dpdk: true });
    ovs.vsctl(...BRIDGE);
    const host = realHost();
    onTestFinished(() => host.close());
    const reader = collector.open(host, { run_directories: [ovs.directory] });
    const collect = () => reader.collect({ signal: soon(), changed: undefined });
    return { ovs, collect };
  };

  it('is shown with its ports, counters and memory as Open vSwitch shows them', async (context) => {
    const { ovs, collect } = await start(context);
    addPort(ovs, 'n0', 'net_null0,size=128', 'options:n_rxq=2');
    addPort(ovs, 't0', 'net_tap0,iface=t0', 'options:n_rxq=2');
    ovs.vsctl(
      '--',
      'add-port',
      'br0',
      'n1',
      '--',
      'set',
      'Interface',
      'n1',
      'type=dpdk',
      'options:dpdk-devargs=net_null1,no-rx=1',
    );
    const count = async () => reading(ovs, await collect())('port_transmit_packets_total', 't0') ?? 0;
    for (let wait = 0; (await count()) < 100 && wait < 200; wait += 1) await delay(10);
    // Nothing floods any more: the figures stand still.
    ovs.ofctl('del-flows', 'br0');
    ovs.vsctl('del-port', 'n0');
    const collected = await collect();
    const value = reading(ovs, collected);

    for (const [name, device] of [
      ['t0', 'net_tap0'],
      ['n1', 'net_null1'],
    ] as const) {
      const column = (wanted: string) => mapOf(ovs.vsctl('get', 'Interface', name, wanted));
      const status = column('status');
      expect(value('port_info', device, status.get('port_no') ?? '')).toBe(1);
      expect(
        value(
          'port_info',
          device,
          status.get('port_no') ?? '',
          ovs.vsctl('get', 'Interface', name, 'mac_in_use').trim().replaceAll('"', ''),
        ),
      ).toBe(1);
      expect(value('port_numa_node', device)).toBe(Number(status.get('numa_id')));
      expect(value('port_mtu_bytes', device)).toBe(Number(ovs.vsctl('get', 'Interface', name, 'mtu')));
      expect(value('port_speed_bytes', device)).toBe(Number(ovs.vsctl('get', 'Interface', name, 'link_speed')) / 8);
      expect(value('port_up', device)).toBe(1);
      const statistics = await eventualStatistics(
        () => column('statistics'),
        value('port_transmit_packets_total', device),
      );
      for (const [metric, field] of [
        ['receive_packets', 'rx_packets'],
        ['receive_bytes', 'rx_bytes'],
        ['transmit_packets', 'tx_packets'],
        ['transmit_bytes', 'tx_bytes'],
        ['receive_missed', 'rx_missed_errors'],
        ['receive_no_buffer', 'rx_mbuf_allocation_errors'],
      ] as const) {
        expect([metric, value(`port_${metric}_total`, device)]).toEqual([metric, Number(statistics.get(field))]);
      }
      for (let queue = 0; queue < Number(value('port_transmit_queues', device)); queue += 1) {
        expect(value('port_queue_transmit_packets_total', device, String(queue))).toBe(
          Number(statistics.get(`tx_q${queue}_packets`)),
        );
      }
    }
    const [application, version] = [
      'ovs-vswitchd',
      ovs.vsctl('get', 'Open_vSwitch', '.', 'dpdk_version').trim().replaceAll('"', ''),
    ];
    expect(value('process_info', application, version)).toBe(1);
    expect(value('hugepages_bytes')).toBe(0);
    expect(value('heap_size_bytes', 'socket_0')).toBe(128 * 1024 * 1024);
    expect(Number(value('heap_free_bytes', 'socket_0')) + Number(value('heap_allocated_bytes', 'socket_0'))).toBe(
      128 * 1024 * 1024,
    );
    expect(value('port_receive_queues', 'net_tap0')).toBe(2);

    const pools = ovs.appctl('netdev-dpdk/get-mempool-info', 'n1');
    const [, pool = '', , available, inUse] =
      /^mempool <(.*?)>([\s\S]*)count: avail \((\d+)\), in use \((\d+)\)/.exec(pools) ?? [];
    expect(value('mempool_objects', pool)).toBe(Number(available) + Number(inUse));
    expect(value('mempool_objects_in_use', pool)).toBe(Number(inUse));
    expect(collected.problems.filter(({ subject }) => subject === ovs.netns)).toEqual([]);
  });

  it('tells of links, queues and ports that change, of its restart and its end', async (context) => {
    const { ovs, collect } = await start(context);
    addPort(ovs, 't0', 'net_tap0,iface=t0', 'options:n_rxq=2');
    addPort(ovs, 'n0', 'net_null0,no-rx=1');
    const fields = async () => {
      const { states } = await collect();
      const of = (port: string) => states.get(`port/${ovs.netns}/${port}`)?.fields;
      const pid = states.get(`process/${ovs.netns}`)?.fields.pid;
      return { link: of('net_tap0')?.link, queues: of('net_null0')?.receive_queues, pid };
    };
    expect(await fields()).toEqual({ link: 'up', queues: 1, pid: ovs.pid() });
    ovs.inside('ip', 'link', 'set', 't0', 'down');
    expect((await fields()).link).toBe('down');
    ovs.inside('ip', 'link', 'set', 't0', 'up');
    ovs.vsctl('set', 'Interface', 'n0', 'options:n_rxq=3');
    expect(await fields()).toMatchObject({ link: 'up', queues: 3 });
    ovs.vsctl('del-port', 'n0');
    expect((await fields()).queues).toBeUndefined();

    await ovs.kill('ovs-vswitchd');
    expect((await fields()).pid).toBeUndefined();
    await ovs.startVswitchd();
    expect((await fields()).pid).toBe(ovs.pid());
  });
});

/** The database has new statistics every few seconds only. */
async function eventualStatistics(read: () => ReadonlyMap<string, string>, sent: number | undefined) {
  for (let wait = 0; wait < 120; wait += 1) {
    const statistics = read();
    if (Number(statistics.get('tx_packets')) === sent) return statistics;
    await delay(100);
  }
  return read();
}
