import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import type { Occurrence } from '../../core/definition.ts';
import { diffStates } from '../../core/diff.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { Collected } from '../collector.ts';
import { startOvs } from './reader.ts';
import { ovsSettings } from './settings.ts';
import { kinds } from './tell/kinds.ts';

const HOSTS = join(import.meta.dirname, 'fixtures/hosts');
const TABLES = 'tables/db.sock_Open_vSwitch.json';
const RUN = 'run/openvswitch';
const signal = new AbortController().signal;

/** A reader on a recorded host whose rows a test changes, with a clock of its own. */
function readerOn(recording = '3.1-dpdk', settings: object = {}) {
  const changing = changingHost(join(HOSTS, recording));
  let now = 0;
  let before: Collected | undefined;
  const occurred: Occurrence[] = [];
  const reader = startOvs(changing.host, ovsSettings.parse(settings), () => now);
  reader.watch?.({ changed: () => undefined, occurred: (one) => occurred.push(one) }, signal);
  const collect = async (changed: readonly [] | undefined) => {
    const collected = await reader.collect({ signal, changed });
    const events = before === undefined ? [] : diffStates('ovs', kinds, before.states, collected.states, 0);
    before = collected;
    return { ...collected, events: events.map(({ type, subject, severity }) => [type.slice(15), subject, severity]) };
  };
  return {
    ...changing,
    occurred,
    poll: () => collect(undefined),
    announced: () => collect([]),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** Changes the recorded tables. */
    edit: (change: (tables: Record<string, Record<string, Record<string, Json>>>) => void) => {
      const tables = JSON.parse(readFileSync(join(changing.root, TABLES), 'utf8'));
      change(tables);
      changing.write(TABLES, JSON.stringify(tables));
    },
    /** Changes columns of the rows with this value in `name` or `target`. */
    change: (table: string, name: string, columns: Readonly<Record<string, Json>>) => {
      const tables = JSON.parse(readFileSync(join(changing.root, TABLES), 'utf8'));
      const rows: readonly Json[] = Object.values(tables[table]);
      for (const row of rows.filter((one) => isObject(one)))
        if ([row.name, row.target, '*'].includes(name) || name === '*') Object.assign(row, columns);
      changing.write(TABLES, JSON.stringify(tables));
    },
  };
}

function lines({ families }: Collected): readonly string[] {
  return families().flatMap(({ definition, points }) =>
    points.map(({ labels, value }) => {
      const pairs = definition.labels.map((label, index) => `${label}=${JSON.stringify(labels[index])}`);
      return `${definition.name}{${pairs.join(',')}} ${value}`;
    }),
  );
}

const figure = (collected: Collected, start: string) => lines(collected).filter((line) => line.startsWith(start));

describe('a poll of a recorded switch with DPDK', () => {
  it('tells everything that the recording holds', async () => {
    const found = await readerOn().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    await expect(`${lines(found).join('\n')}\n`).toMatchFileSnapshot(join(HOSTS, '3.1-dpdk.metrics.txt'));
    await expect(`${JSON.stringify([...found.states.values()], null, 1)}\n`).toMatchFileSnapshot(
      join(HOSTS, '3.1-dpdk.states.json'),
    );
  });

  it('leaves out queues and what only drivers know where that is not wanted', async () => {
    const { poll, change } = readerOn('3.1-dpdk', { queue_statistics: false, other_statistics: false });
    change('Interface', 't0', { statistics: { rx_packets: 1, rx_q0_packets: 1, rx_wqe_errors: 1, tx_packets: -1 } });
    const found = await poll();
    const counters = lines(found).filter((line) => line.includes('_total{') && line.includes('interface="t0"'));
    expect(counters).toEqual([
      'netsteward_ovs_interface_link_resets_total{daemon="",bridge="br0",port="bond0",interface="t0"} 120',
      'netsteward_ovs_interface_received_packets_total{daemon="",bridge="br0",port="bond0",interface="t0"} 1',
    ]);
  });

  it('gives the same objects for what did not change', async () => {
    const { poll, announced, change } = readerOn();
    const first = await poll();
    change('Interface', 't1', { link_state: 'down' });
    const second = await announced();
    const changed = [...second.states].filter(([key, state]) => first.states.get(key) !== state);
    expect(changed.map(([key]) => key)).toEqual(['interface/t1']);
  });
});

describe('a switch with 2,000 ports', () => {
  it('is shown whole, its label arrays shared, and read again only where something changed', async () => {
    const { poll, announced, change, edit } = readerOn();
    edit((tables) => {
      const [bridge] = Object.values(tables.Bridge ?? {});
      const vhost = Object.values(tables.Interface ?? {}).find((row) => row.name === 'vh0');
      const ports = Array.from({ length: 2000 }, (_, index) => `port-${index}`);
      const statistics = { rx_packets: 5, tx_packets: 6 };
      tables.Port = Object.fromEntries(ports.map((name) => [name, { name, interfaces: [`row-${name}`], tag: 1 }]));
      tables.Interface = Object.fromEntries(ports.map((name) => [`row-${name}`, { ...vhost, name, statistics }]));
      if (bridge !== undefined) bridge.ports = ports;
    });
    const first = await poll();
    const counted = first
      .families()
      .filter(({ definition }) => /_(received|transmitted)_packets_total$/.test(definition.name));
    expect(counted.map(({ points }) => points.length)).toEqual([2000, 2000]);
    expect(counted[0]?.points.every(({ labels }, index) => labels === counted[1]?.points[index]?.labels)).toBe(true);

    change('Interface', 'port-77', { status: { mode: 'client', status: 'connected' } });
    const second = await announced();
    expect(second.events).toEqual([['vhost-peer-changed', 'port-77', 'notice']]);
    const changed = [...second.states].filter(([key, state]) => first.states.get(key) !== state);
    expect(changed.length).toBe(1);
  });
});

describe('a change', () => {
  it.each<[string, string, string, Readonly<Record<string, Json>>, readonly string[]]>([
    ['a lost link', 'Interface', 't0', { link_state: 'down' }, ['interface-link-state-changed', 't0', 'warning']],
    ['a port set down', 'Interface', 't0', { admin_state: 'down' }, ['interface-admin-state-changed', 't0', 'notice']],
    ['a repaired port', 'Interface', 'bad0', { error: null }, ['interface-error-changed', 'bad0', 'info']],
    [
      'a guest',
      'Interface',
      'vh0',
      { status: { mode: 'client', status: 'connected' } },
      ['vhost-peer-changed', 'vh0', 'notice'],
    ],
    [
      'more queues asked for',
      'Interface',
      'n0',
      { options: { n_rxq: '8' } },
      ['rx-queues-missing-changed', 'n0', 'warning'],
    ],
    ['a BFD session', 'Interface', 'gn0', { bfd_status: { state: 'up' } }, ['bfd-state-changed', 'gn0', 'notice']],
    [
      'another tunnel end',
      'Interface',
      'vx0',
      { options: { remote_ip: '192.0.2.8' } },
      ['tunnel-remote-changed', 'vx0', 'notice'],
    ],
    ['another VLAN', 'Port', 'vx0', { tag: 11 }, ['interface-vlan-changed', 'vx0', 'notice']],
    [
      'a blocked port',
      'Port',
      'n0',
      { rstp_status: { rstp_port_state: 'Discarding' } },
      ['spanning-tree-state-changed', 'n0', 'notice'],
    ],
    [
      'a controller',
      'Controller',
      'tcp:127.0.0.1:6653',
      { is_connected: true },
      ['controller-state-changed', 'br0/tcp:127.0.0.1:6653', 'notice'],
    ],
    ['another behaviour', 'Bridge', 'br0', { fail_mode: null }, ['bridge-setting-changed', 'br0', 'notice']],
    ['a removed mirror', 'Bridge', 'br0', { mirrors: [] }, ['mirror-vanished', 'br0/m0', 'notice']],
    [
      'DPDK not in use',
      'Open_vSwitch',
      '*',
      { dpdk_initialized: false },
      ['dpdk-initialized-changed', 'switch', 'critical'],
    ],
  ])('such as %s is one event', async (_what, table, name, columns, expected) => {
    const { poll, announced, change } = readerOn();
    await poll();
    change(table, name, columns);
    expect((await announced()).events).toEqual([expected]);
    expect((await announced()).events).toEqual([]);
  });

  it('that removes a bridge takes its interfaces along', async () => {
    const { poll, change } = readerOn();
    await poll();
    change('Bridge', 'br0', { ports: [] });
    expect((await poll()).events.map(([what]) => what)).toEqual(Array.from({ length: 9 }, () => 'interface-vanished'));
  });

  it('of the number of queues is no lack of them while vswitchd applies it', async () => {
    const { poll, announced, change, write, root } = readerOn();
    await poll();
    change('Interface', 'n0', { options: { n_rxq: '4' } });
    change('Open_vSwitch', '*', { next_cfg: 11 });
    expect((await announced()).events).toEqual([]);
    const show = 'calls/ovs-vswitchd.ctl_dpif_show.json';
    const text = JSON.parse(readFileSync(join(root, show), 'utf8'));
    write(show, JSON.stringify(text.replace('configured_rx_queues=2', 'configured_rx_queues=4')));
    change('Open_vSwitch', '*', { cur_cfg: 11 });
    const applied = await announced();
    expect(applied.events).toEqual([]);
    expect(figure(applied, 'netsteward_ovs_interface_rx_queues{daemon="",bridge="br0",port="n0"')).toEqual([
      'netsteward_ovs_interface_rx_queues{daemon="",bridge="br0",port="n0",interface="n0"} 4',
    ]);
  });

  it('of the number of queues that comes to nothing is told when vswitchd is done with it', async () => {
    const { poll, announced, change } = readerOn();
    await poll();
    change('Interface', 'n0', { options: { n_rxq: '4' } });
    change('Open_vSwitch', '*', { next_cfg: 11 });
    await announced();
    change('Open_vSwitch', '*', { cur_cfg: 11 });
    expect((await announced()).events).toEqual([['rx-queues-missing-changed', 'n0', 'warning']]);
  });

  it('is not told of links while a starting vswitchd says nothing about them, and is when it does again', async () => {
    const { poll, change } = readerOn();
    await poll();
    change('Interface', 't0', { link_state: null, admin_state: null });
    change('Interface', 'vh0', { status: {} });
    expect((await poll()).events).toEqual([]);
    change('Interface', 't0', { link_state: 'down', admin_state: 'up' });
    expect((await poll()).events).toEqual([['interface-link-state-changed', 't0', 'warning']]);
  });
});

describe('the flows of a bridge', () => {
  const FLOWS = 'flow-tables/br0.mgmt';
  const flows = (collected: Collected) => figure(collected, 'netsteward_ovs_bridge_flows');
  const inTable = (table: number, value: number, bridge = 'br0') =>
    `netsteward_ovs_bridge_flows{daemon="",bridge="${bridge}",table="${table}"} ${value}`;
  const recorded = [inTable(0, 1), inTable(3, 2), inTable(200, 1)];
  const newFlows = JSON.stringify([{ table: 9, flows: 7 }]);

  it('are told for tables that have some, with the totals of these', async () => {
    const found = await readerOn().poll();
    expect(flows(found)).toEqual(recorded);
    expect(figure(found, 'netsteward_ovs_bridge_table_').map((line) => line.replace(/^.*table=/, ''))).toEqual([
      ...['"0"} 6', '"3"} 6', '"200"} 6'],
      ...['"0"} 6', '"3"} 6', '"200"} 0'],
    ]);
  });

  it('are left out quietly where there is no management socket, or all protocols are too old', async () => {
    const { poll, change, remove } = readerOn();
    change('Bridge', 'br0', { protocols: ['OpenFlow10', 'OpenFlow12'] });
    const tooOld = await poll();
    expect([tooOld.outcome, flows(tooOld)]).toEqual(['ok', []]);
    change('Bridge', 'br0', { protocols: ['OpenFlow10', 'OpenFlow14'] });
    expect(flows(await poll())).toEqual(recorded);
    remove(`${FLOWS}.json`);
    const without = await poll();
    expect([without.outcome, without.problems, flows(without)]).toEqual(['ok', [], []]);
  });

  it('that can not be read hide nothing else, and stay a problem until the next poll', async () => {
    const { poll, announced, edit, write, remove } = readerOn();
    edit(({ Bridge = {} }) => {
      Bridge.second = { name: 'br1', ports: [] };
    });
    write('flow-tables/br1.mgmt.json', newFlows);
    write(`${FLOWS}.error`, 'refused the connection was closed\n');
    remove(`${FLOWS}.json`);
    const expected = [
      'partial',
      [expect.objectContaining({ message: expect.stringMatching(/^flows of br0: .*the connection was closed$/) })],
      [inTable(9, 7, 'br1')],
      1,
    ];
    for (const found of [await poll(), await announced()]) {
      const ports = figure(found, 'netsteward_ovs_bridge_ports{daemon="",bridge="br0"').length;
      expect([found.outcome, found.problems, flows(found), ports]).toEqual(expected);
    }
    write(`${FLOWS}.json`, newFlows);
    expect((await poll()).outcome).toBe('ok');
  });

  it('are read at polls only, and from another process at once', async () => {
    const { poll, announced, write, edit } = readerOn();
    await poll();
    write(`${FLOWS}.json`, newFlows);
    expect(flows(await announced())).toEqual(recorded);
    expect(flows(await poll())).toEqual([inTable(9, 7)]);
    write(`${FLOWS}.json`, JSON.stringify([{ table: 1, flows: 1 }]));
    write(`${RUN}/ovs-vswitchd.pid`, '4242\n');
    expect(flows(await announced())).toEqual([inTable(1, 1)]);
    edit((tables) => {
      tables.Bridge = {};
    });
    expect(flows(await announced())).toEqual([]);
  });

  it('are never looked for outside of the run directory', async () => {
    const { poll, change, write } = readerOn();
    write('flow-tables/run_openvswitch_.._br0.mgmt.json', newFlows);
    write('flow-tables/.._br0.mgmt.json', newFlows);
    change('Bridge', 'br0', { name: '../br0' });
    expect(flows(await poll())).toEqual([]);
  });
});

describe('a configuration that vswitchd does not get done with', () => {
  it('is told once it has taken too long, and when it is over', async () => {
    const { poll, announced, change, pass } = readerOn();
    await poll();
    change('Open_vSwitch', '*', { next_cfg: 11 });
    expect((await announced()).events).toEqual([]);
    pass(2.9);
    expect((await poll()).events).toEqual([]);
    pass(0.1);
    expect((await poll()).events).toEqual([['configuration-stuck-changed', 'switch', 'warning']]);
    change('Open_vSwitch', '*', { cur_cfg: 11 });
    const last = await announced();
    expect(last.events).toEqual([['configuration-stuck-changed', 'switch', 'info']]);
    expect(figure(last, 'netsteward_ovs_configuration_')).toEqual([
      'netsteward_ovs_configuration_current{daemon=""} 11',
      'netsteward_ovs_configuration_next{daemon=""} 11',
    ]);
  });
});

describe('a daemon', () => {
  it('that was never there makes the switch absent', async () => {
    const { poll, remove } = readerOn();
    remove(RUN);
    const found = await poll();
    expect([found.outcome, found.problems, found.states.size, found.families()]).toEqual(['absent', [], 0, []]);
  });

  it('that is gone from a database that is alive fails the reading, and is told once', async () => {
    const { poll, remove, occurred } = readerOn();
    await poll();
    remove('calls/ovs-vswitchd.ctl_version.json');
    await expect(poll()).rejects.toThrow('no ovs-vswitchd answers: ovs-vswitchd does not answer');
    await expect(poll()).rejects.toThrow();
    expect(occurred.map(({ definition, subject }) => [definition.what, subject])).toEqual([
      ['switch-lost', 'ovs-vswitchd'],
    ]);
  });

  it('that was stopped with its pid file fails the reading too', async () => {
    const { poll, remove } = readerOn();
    await poll();
    remove(`${RUN}/ovs-vswitchd.pid`);
    await expect(poll()).rejects.toThrow('ovs-vswitchd is not running: no pid file in /run/openvswitch');
    remove(RUN);
    await expect(poll()).rejects.toThrow('no daemon of Open vSwitch runs any more');
  });

  it('that comes back as another process is told as restarted, and counted', async () => {
    const { poll, write } = readerOn();
    await poll();
    write(`${RUN}/ovs-vswitchd.pid`, '5000\n');
    const found = await poll();
    expect(found.events).toEqual([['daemon-restarted', 'ovs-vswitchd', 'warning']]);
    expect(figure(found, 'netsteward_ovs_daemon_restarts_total')).toEqual([
      'netsteward_ovs_daemon_restarts_total{daemon="",program="ovs-vswitchd"} 1',
      'netsteward_ovs_daemon_restarts_total{daemon="",program="ovsdb-server"} 0',
    ]);
  });

  it('that keeps the database may be gone: the other is still shown, and nothing stale beside it', async () => {
    const { poll, remove, write } = readerOn();
    const before = await poll();
    remove('calls/ovsdb-server.ctl_version.json');
    remove(TABLES);
    write('tables/db.sock_Open_vSwitch.error', 'absent connection refused');
    const found = await poll();
    expect(found.outcome).toBe('partial');
    expect(lines(found)).toEqual([
      'netsteward_ovs_daemon_up{daemon="",program="ovs-vswitchd"} 1',
      'netsteward_ovs_daemon_up{daemon="",program="ovsdb-server"} 0',
      'netsteward_ovs_daemon_restarts_total{daemon="",program="ovs-vswitchd"} 0',
      'netsteward_ovs_daemon_restarts_total{daemon="",program="ovsdb-server"} 0',
    ]);
    expect(found.events).toEqual([['daemon-state-changed', 'ovsdb-server', 'critical']]);
    expect(found.states.size).toBe(before.states.size);
  });

  it('that is gone from one of two switches is told, and nothing stale of its switch beside the other', async () => {
    const settings = { run_directories: ['/run/openvswitch', '/run/second'] };
    const { poll, root, remove } = readerOn('3.1-dpdk', settings);
    for (const program of ['ovs-vswitchd', 'ovsdb-server']) {
      cpSync(join(root, `run/openvswitch/${program}.pid`), join(root, `run/second/${program}.pid`));
      cpSync(
        join(root, `calls/${program}.ctl_version.json`),
        join(root, `calls/run_second_${program}.ctl_version.json`),
      );
    }
    cpSync(
      join(root, 'calls/ovs-vswitchd.ctl_dpif_show.json'),
      join(root, 'calls/run_second_ovs-vswitchd.ctl_dpif_show.json'),
    );
    cpSync(join(root, 'flow-tables/br0.mgmt.json'), join(root, 'flow-tables/run_second_br0.mgmt.json'));
    cpSync(join(root, TABLES), join(root, 'tables/run_second_db.sock_Open_vSwitch.json'));
    const both = await poll();
    const second = (found: Collected) => lines(found).filter((line) => line.includes('daemon="/run/second"'));
    expect([both.outcome, second(both).length]).toEqual(['ok', lines(both).length / 2]);
    expect(both.states.has('bridge//run/second:br0')).toBe(true);

    remove('calls/run_second_ovs-vswitchd.ctl_version.json');
    const one = await poll();
    expect([one.outcome, one.problems.map(({ subject }) => subject)]).toEqual(['partial', ['/run/second']]);
    expect(second(one)).toEqual([
      'netsteward_ovs_daemon_up{daemon="/run/second",program="ovs-vswitchd"} 0',
      'netsteward_ovs_daemon_up{daemon="/run/second",program="ovsdb-server"} 1',
      'netsteward_ovs_daemon_restarts_total{daemon="/run/second",program="ovs-vswitchd"} 0',
      'netsteward_ovs_daemon_restarts_total{daemon="/run/second",program="ovsdb-server"} 0',
    ]);
    expect(one.events).toEqual([['daemon-state-changed', '/run/second:ovs-vswitchd', 'critical']]);
  });
});
