import { type PrivateSwitch, startPrivateSwitch } from '../test/support/private-ovs.ts';

/** What the switch consists of: 50 ports, the bridge's own not counted. DPDK as Debian builds it has 32 ports at most. */
const parts = { silent: 32, guests: 16, members: ['p0', 'p1'] } as const;

/**
 * A real switch with two PMD threads, without hugepages and asleep when idle, whose ports are those of a compute node:
 * DPDK ports without traffic, vhost-user ports whose guests are away, and a bond. To be ended by its `end`.
 */
export async function startSwitchOf50Ports(): Promise<PrivateSwitch> {
  const ovs = await startPrivateSwitch({ dpdk: true, pmdMask: '0x3', otherConfig: ['pmd-perf-metrics=true'] });
  try {
    const { members } = parts;
    for (const name of members) ovs.inside('ip', 'link', 'add', name, 'up', 'type', 'veth', 'peer', `${name}p`);
    for (const name of members) ovs.inside('ip', 'link', 'set', `${name}p`, 'up');
    ovs.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
    ovs.vsctl('add-bond', 'br0', 'bond0', ...members, 'bond_mode=active-backup');
    ovs.vsctl(
      ...names('n', parts.silent).flatMap((name, index) =>
        port(name, 'type=dpdk', `options:dpdk-devargs="net_null${index},no-rx=1"`),
      ),
      ...names('vm', parts.guests).flatMap((name) =>
        port(name, 'type=dpdkvhostuserclient', `options:vhost-server-path=${ovs.directory}/${name}.sock`),
      ),
    );
    const broken = ovs.vsctl('--bare', '--columns=name', 'find', 'Interface', 'error!=[]').trim();
    if (broken !== '') throw new Error(`ports that do not work: ${broken.split(/\s+/).join(' ')}`);
    return ovs;
  } catch (error) {
    await ovs.end();
    throw error;
  }
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function port(name: string, ...settings: readonly string[]): string[] {
  return ['--', 'add-port', 'br0', name, '--', 'set', 'Interface', name, ...settings];
}
