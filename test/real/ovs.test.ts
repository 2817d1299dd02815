import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ovs/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { EventDraft } from '../../src/core/event.ts';
import type { States } from '../../src/core/state.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { startLoop } from '../../src/schedule/collector-loop.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';
import { hasProgram } from '../support/programs.ts';

function readerOf({ directory }: TestSwitch): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, { run_directories: [directory] });
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

function figure({ families }: Collected, metric: string, ...labels: readonly string[]): unknown {
  const family = families().find(({ definition }) => definition.name === `netsteward_ovs_${metric}`);
  return family?.points.find((point) => labels.every((label) => point.labels.includes(label)))?.value;
}

async function until(what: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error('did not happen in time');
    await delay(5);
  }
}

/** The collector at work as in the agent, without polls but the first. */
function follow(reader: Reader) {
  let states: States | undefined;
  const events: EventDraft[] = [];
  let readings = 0;
  const listener: Parameters<typeof startLoop>[3] = {
    snapshot: (snapshot) => {
      readings += 1;
      if (snapshot.outcome === 'failed') return;
      if (states !== undefined) events.push(...diffStates('ovs', collector.kinds, states, snapshot.states, Date.now()));
      states = snapshot.states;
    },
    occurred: () => undefined,
  };
  const loop = startLoop('ovs', reader, { intervalMs: 600_000, deadlineMs: 5000 }, listener);
  onTestFinished(() => loop.stop());
  const told = (what: string) => events.filter(({ type }) => type === `netsteward.ovs.${what}`);
  return { told, events, states: () => states, readings: () => readings };
}

async function switchWithPorts(context: TestContext): Promise<TestSwitch> {
  const lab = await startSwitch(context);
  lab.inside('ip', 'link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p0x');
  for (const end of ['p0', 'p0x']) lab.inside('ip', 'link', 'set', end, 'up');
  lab.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev', 'fail_mode=secure');
  lab.vsctl(
    'add-port',
    'br0',
    'p0',
    'tag=12',
    '--',
    'add-port',
    'br0',
    'vx0',
    '--',
    'set',
    'Interface',
    'vx0',
    'type=vxlan',
    'options:remote_ip=192.0.2.7',
    'options:key=42',
  );
  return lab;
}

/** A column as ovs-vsctl prints it, without quotes. */
const column = (lab: TestSwitch, table: string, name: string, what: string) =>
  lab.vsctl('get', table, name, what).trim().replaceAll('"', '');

/** A reading before and after which ovs-vsctl prints the same statistics. */
async function quietMoment(lab: TestSwitch, reader: Reader) {
  for (;;) {
    const printed = column(lab, 'Interface', 'p0', 'statistics');
    const found = await poll(reader);
    if (printed === column(lab, 'Interface', 'p0', 'statistics')) return { found, printed };
  }
}

describe('a real Open vSwitch', () => {
  it('is shown as ovs-vsctl and ovs-appctl show it', async (context) => {
    const lab = await switchWithPorts(context);
    // The kernel's own packets for IPv6 do.
    lab.inside('sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/p0x/disable_ipv6');
    await until(() => Number(column(lab, 'Interface', 'p0', 'statistics:rx_packets')) > 0);
    const reader = readerOf(lab);
    const { found, printed } = await quietMoment(lab, reader);
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    for (const [metric, statistic] of [
      ['received_packets_total', 'rx_packets'],
      ['received_bytes_total', 'rx_bytes'],
      ['transmitted_packets_total', 'tx_packets'],
      ['transmit_dropped_total', 'tx_dropped'],
    ] as const) {
      const value = Number(new RegExp(`${statistic}=(\\d+)`).exec(printed)?.[1]);
      expect([metric, figure(found, `interface_${metric}`, 'p0')]).toEqual([metric, value]);
    }
    for (const [metric, what] of [
      ['mtu_bytes', 'mtu'],
      ['ofport', 'ofport'],
      ['link_resets_total', 'link_resets'],
    ] as const) {
      expect(figure(found, `interface_${metric}`, 'p0')).toBe(Number(column(lab, 'Interface', 'p0', what)));
    }
    expect(figure(found, 'interface_speed_bytes_per_second', 'p0')).toBe(
      Number(column(lab, 'Interface', 'p0', 'link_speed')) / 8,
    );
    expect(figure(found, 'interface_tunnel_info', 'vx0', 'vxlan', '192.0.2.7', '42')).toBe(1);
    expect(figure(found, 'port_vlan_info', 'p0', '12')).toBe(1);
    expect(figure(found, 'bridge_info', 'br0', 'netdev', 'secure')).toBe(1);
    expect(figure(found, 'bridge_ports', 'br0')).toBe(1 + lab.vsctl('list-ports', 'br0').trim().split('\n').length);
    const release = lab.appctl('version').split('\n')[0]?.split(' ').at(-1) ?? '';
    expect(figure(found, 'info', release)).toBe(1);
    expect(figure(found, 'configuration_current')).toBe(Number(column(lab, 'Open_vSwitch', '.', 'cur_cfg')));
  });

  it('tells what happens to it once, and reads nothing again for figures', async (context) => {
    const lab = await switchWithPorts(context);
    const seen = follow(readerOf(lab));
    await until(() => seen.states()?.has('interface/vx0') === true);
    lab.inside('ip', 'link', 'set', 'p0x', 'down');
    await until(() => seen.told('interface-link-state-changed').length > 0);
    lab.vsctl('--no-wait', 'add-port', 'br0', 'nothere');
    await until(
      () => seen.told('interface-appeared').length > 0 && seen.states()?.get('interface/nothere')?.fields.error != null,
    );
    lab.vsctl('del-port', 'br0', 'nothere');
    await until(() => seen.told('interface-vanished').length > 0);
    await delay(300);
    expect(seen.told('interface-link-state-changed').map(({ subject, data }) => [subject, data.after])).toEqual([
      ['p0', 'down'],
    ]);
    expect(seen.told('interface-appeared').length + seen.told('interface-vanished').length).toBe(2);

    // Statistics are written every five seconds: by then they were, and caused no reading.
    const readings = seen.readings();
    await delay(6000);
    expect(seen.readings() - readings).toBe(0);
  });

  it('fails while vswitchd is dead, and is there again as another process', async (context) => {
    const lab = await switchWithPorts(context);
    const reader = readerOf(lab);
    const before = await poll(reader);
    await lab.kill('ovs-vswitchd');
    await expect(poll(reader)).rejects.toThrow(/no ovs-vswitchd answers/);
    await lab.startVswitchd();
    await until(() => column(lab, 'Interface', 'p0', 'link_state') === 'up');
    const after = await poll(reader);
    const events = diffStates('ovs', collector.kinds, before.states, after.states, 0);
    expect([after.outcome, ...events.map(({ type }) => type)]).toEqual(['ok', 'netsteward.ovs.daemon-restarted']);
    expect(figure(after, 'daemon_restarts_total', 'ovs-vswitchd')).toBe(1);
  });

  it('fails while vswitchd is accepted but silent, and goes on with it', async (context) => {
    const lab = await switchWithPorts(context);
    const reader = readerOf(lab);
    const before = await poll(reader);
    const pid = lab.pid();
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => {
      if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGCONT');
    });
    await expect(poll(reader)).rejects.toThrow(/no ovs-vswitchd answers: .*(in time|deadline)/);
    process.kill(pid, 'SIGCONT');
    const after = await poll(reader);
    expect([after.outcome, diffStates('ovs', collector.kinds, before.states, after.states, 0)]).toEqual(['ok', []]);
  });

  it('is partly known while its database is dead, and fails when both were stopped', async (context) => {
    const lab = await switchWithPorts(context);
    const reader = readerOf(lab);
    await poll(reader);
    await lab.kill('ovsdb-server');
    const found = await poll(reader);
    expect([found.outcome, figure(found, 'daemon_up', 'ovsdb-server')]).toEqual(['partial', 0]);
    expect(found.families().map(({ definition }) => definition.name)).toEqual([
      'netsteward_ovs_daemon_up',
      'netsteward_ovs_daemon_restarts_total',
    ]);
    await lab.startDatabase();
    expect((await poll(reader)).outcome).toBe('ok');
    await lab.stopVswitchd();
    await expect(poll(reader)).rejects.toThrow(/ovs-vswitchd is not running/);
  });
});

/** A guest at the other end of a vhost-user socket, whose server it is. Gives what makes it go away. */
async function startGuest(context: TestContext, socket: string): Promise<() => void> {
  if (!hasProgram('python3')) context.skip('python3 is not installed');
  const program = path.join(import.meta.dirname, '../support/vhost-guest.py');
  const guest = spawn('python3', [program, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => {
    guest.kill('SIGKILL');
    rmSync(socket, { force: true });
  };
  onTestFinished(end);
  await once(guest.stdout, 'data');
  return end;
}

describe('a real Open vSwitch with DPDK', () => {
  it('tells of a guest that comes and goes, and of queues that are missing', async (context) => {
    const lab = await startSwitch(context, { dpdk: true });
    const socket = path.join(lab.directory, 'vhost.sock');
    lab.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
    lab.vsctl(
      ...['add-port', 'br0', 'vh0', '--', 'set', 'Interface', 'vh0', 'type=dpdkvhostuserclient'],
      `options:vhost-server-path=${socket}`,
    );
    // A device with one pair of queues.
    lab.inside('ip', 'link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p0x');
    for (const end of ['p0', 'p0x']) lab.inside('ip', 'link', 'set', end, 'up');
    lab.vsctl(
      ...['add-port', 'br0', 'a0', '--', 'set', 'Interface', 'a0', 'type=dpdk', 'options:n_rxq=2'],
      'options:dpdk-devargs="net_af_packet0,iface=p0,qpairs=1"',
    );
    const reader = readerOf(lab);
    const seen = follow(reader);
    await until(() => seen.states()?.get('interface/vh0')?.fields.vhost_connected === false);

    const endGuest = await startGuest(context, socket);
    await until(() => seen.told('vhost-peer-changed').length === 1);
    const found = await poll(reader);
    expect(figure(found, 'dpdk_initialized')).toBe(1);
    expect(figure(found, 'interface_vhost_connected', 'vh0')).toBe(1);
    expect(figure(found, 'interface_vhost_info', 'vh0', 'client', socket)).toBe(1);
    endGuest();
    await until(() => seen.told('vhost-peer-changed').length === 2);
    expect(seen.told('vhost-peer-changed').map(({ data }) => data.after)).toEqual([true, false]);

    const there = Number(/a0 .*configured_rx_queues=(\d+)/.exec(lab.appctl('dpif/show'))?.[1]);
    const device = (metric: string) => figure(found, `interface_${metric}`, 'a0');
    expect([there, device('rx_queues'), device('rx_queues_requested')]).toEqual([1, 1, 2]);
    expect(found.states.get('interface/a0')?.fields.rx_queues_missing).toBe(true);
  });
});
