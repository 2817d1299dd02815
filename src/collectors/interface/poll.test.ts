import { describe, expect, it } from 'vitest';
import { fieldsOf, figures, interfaceLab } from '../../../test/support/interface-lab.ts';

describe('a poll', () => {
  it('tells the devices of the host and of its namespaces, each where it is', async () => {
    const found = await interfaceLab().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect([...found.states.values()].map(({ subject }) => subject)).toEqual([
      ...['lo', 'eth0', 'eth1', 'bond0', 'slave0', 'slave1', 'br0', 'tap-blue', 'spare1', 'spare0'],
      ...['bond0.42', 'vx100', 'tap0', 'eth2', 'blue:lo', 'blue:eth0', 'blue:mv0'],
    ]);
    expect(fieldsOf(found, 'eth0')).toEqual({
      ...{ netns: '', interface: 'eth0', ifindex: 2, kind: 'physical', state: 'up', master: null },
      ...{ mtu: 1500, address: '52:54:00:12:34:56', speed: 1000, duplex: 'full' },
    });
    expect(fieldsOf(found, 'blue:eth0')).toMatchObject({ netns: 'blue', interface: 'eth0', kind: 'veth' });
  });

  it('tells what matters of each kind', async () => {
    const found = await interfaceLab().poll();
    expect(fieldsOf(found, 'tap-blue')).toMatchObject({ peer: 'blue:eth0', master: 'br0', stp: 'forwarding' });
    expect(fieldsOf(found, 'blue:eth0')).toMatchObject({ peer: 'tap-blue' });
    expect(fieldsOf(found, 'blue:mv0')).toMatchObject({ kind: 'macvlan', parent: 'eth1' });
    expect(fieldsOf(found, 'spare0')).toMatchObject({ peer: 'spare1', state: 'no-carrier' });
    expect(fieldsOf(found, 'bond0.42')).toMatchObject({ vlan: 42, parent: 'bond0' });
    expect(fieldsOf(found, 'vx100')).toMatchObject({ vni: 100, remote: '10.0.9.2', parent: 'bond0' });
    expect(fieldsOf(found, 'eth2')).toMatchObject({ kind: 'physical', state: 'admin-down' });
    expect(fieldsOf(found, 'tap0')).toMatchObject({ kind: 'tap', state: 'no-carrier' });
  });

  it('gives driver, firmware and place on its bus of a physical device', async () => {
    const found = await interfaceLab().poll();
    const physical = figures(found, 'info').filter((line) => line.includes('physical'));
    expect(physical).toEqual([
      'eth0 physical 52:54:00:12:34:56 igb 2.1.0 0000:01:00.0 1',
      'eth1 physical 52:54:00:12:34:57 igb 2.1.0 0000:02:00.0 1',
      'eth2 physical ae:c1:37:6c:40:4a igbvf 0000:01:10.0 1',
    ]);
  });

  it('gives figures only where they are known', async () => {
    const found = await interfaceLab().poll();
    expect(figures(found, 'speed_bytes')).toEqual(['eth0 125000000', 'eth1 125000000']);
    expect(figures(found, 'full_duplex')).toEqual(['eth0 1', 'eth1 1']);
    expect(figures(found, 'carrier')).not.toContainEqual(expect.stringContaining('eth2'));
    expect(figures(found, 'admin_up')).toContain('eth2 0');
    expect(figures(found, 'carrier')).toContain('tap0 0');
    expect(figures(found, 'transmit_packets_total')).toContain('bond0 14');
    expect(figures(found, 'qdisc_requeues_total').map((line) => line.split(' ')[0])).toEqual(['eth0', 'eth1', 'tap0']);
    expect(figures(found, 'stp_state')).toEqual(['br0 tap-blue forwarding 1', 'br0 tap0 disabled 1']);
    expect(figures(found, 'learned_addresses')).toEqual(['br0 tap-blue 1', 'br0 tap0 0']);
    expect(figures(found, 'bridge_learned_addresses')).toEqual(['br0 1']);
    expect(figures(found, 'peer_info')).toContain('tap-blue blue eth0 2 1');
    expect(figures(found, 'vlan_info')).toEqual(['bond0.42 42 802.1Q 1']);
    expect(figures(found, 'tunnel_info')).toEqual(['vx100 vxlan 100 10.0.9.2 10.0.9.1 4789 1']);
    expect(figures(found, 'softnet_processed_total')).toEqual(['0 23', '1 33']);
  });

  it('gives local ports, their use, and the most sockets towards one remote', async () => {
    const found = await interfaceLab().poll();
    expect(figures(found, 'local_ports')).toEqual([`${28232 - 11}`]);
    expect(figures(found, 'local_ports_used')).toEqual(['tcp 5', 'udp 0']);
    expect(figures(found, 'local_ports_busiest_remote')).toEqual(['tcp 5', 'udp 0']);
  });

  it('numbers the CPUs of an old kernel by which of them are online', async () => {
    const lab = interfaceLab();
    lab.write('proc/net/softnet_stat', `${'0000000a '.repeat(11)}\n${'0000000b '.repeat(11)}\n`);
    expect(figures(await lab.poll(), 'softnet_processed_total')).toEqual([]);
    lab.write('sys/devices/system/cpu/online', '0-2\n');
    expect(figures(await lab.poll(), 'softnet_processed_total')).toEqual([]);
    lab.write('sys/devices/system/cpu/online', '0,3\n');
    expect(figures(await lab.poll(), 'softnet_processed_total')).toEqual(['0 10', '3 11']);
  });
});

describe('the settings', () => {
  it('turn off what is not wanted', async () => {
    const lab = interfaceLab({ settings: { queues: false, learned_addresses: false, local_ports: 'off' } });
    await lab.poll();
    expect(lab.ran().filter((command) => /tc|bridge|ss /.test(command))).toEqual([]);
  });

  it('count local ports of all namespaces when asked for', async () => {
    const found = await interfaceLab({ settings: { local_ports: 'all' } }).poll();
    expect(figures(found, 'local_ports')).toEqual(['28221', 'blue 28232']);
  });
});

describe('what a host lacks', () => {
  it('is left out quietly: programs other than ip, firmware, softnet statistics', async () => {
    const lab = interfaceLab();
    for (const program of ['tc_-j_-s_qdisc_show', 'bridge_-j_fdb_show', 'ethtool_-i_eth0', 'ethtool_-i_eth1']) {
      lab.remove(`commands/${program}.txt`);
    }
    lab.remove('commands/ss_-Htuan_sport_____32768_and_sport_____60999.txt');
    lab.remove('proc/net/softnet_stat');
    const found = await lab.poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(figures(found, 'info')).toContain('eth0 physical 52:54:00:12:34:56 igb 0000:01:00.0 1');
    expect(figures(found, 'learned_addresses')).toEqual([]);
    expect(figures(found, 'local_ports')).toHaveLength(1);
    expect(figures(found, 'local_ports_used')).toEqual([]);
  });

  it('is all of it when it has neither a list of devices nor ip', async () => {
    const lab = interfaceLab();
    for (const path of ['proc', 'sys', 'commands', 'netns']) lab.remove(path);
    for (const found of [await lab.poll(), await lab.poll()]) {
      expect([found.outcome, found.problems, found.states.size, found.families()]).toEqual(['absent', [], 0, []]);
    }
  });
});
