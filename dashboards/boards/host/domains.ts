import type { Panel, Row } from '../../model/board.ts';

/** What is worst in a domain, and the way to its dashboard. */
const domain = (title: string, leads: string, about: string, expr: string, more: Partial<Panel>): Panel => ({
  kind: 'stat',
  title,
  about,
  queries: [{ expr }],
  leads,
  ...more,
});

export const domainsRow: Row = {
  title: 'By domain',
  panels: [
    domain(
      'Bonds that lack links',
      'bonds',
      'Bonds of the kernel and of Open vSwitch with fewer links than they have.',
      'sum(netsteward_bond_slaves_lacking > bool 0 or netsteward_ovs_bond_members - netsteward_ovs_bond_members_enabled > bool 0)',
      { alarm: 'warning', alerts: ['BondWithoutRedundancy', 'BondDown', 'OvsBondDown'] },
    ),
    domain(
      'Ports without carrier',
      'interfaces',
      'Physical ports that are set up and have no carrier.',
      'sum((netsteward_interface_carrier == bool 0) and ignoring (kind, master, parent, address, driver, firmware, bus) netsteward_interface_info{kind="physical"})',
      { alarm: 'warning', alerts: ['InterfaceNoCarrier'] },
    ),
    domain(
      'Connection tracking',
      'conntrack',
      'How full the fullest namespace is.',
      'netsteward_conntrack_fullest_namespace_ratio',
      { unit: 'percentunit', thresholds: ['ConntrackFilling', 'ConntrackNearlyFull'] },
    ),
    domain(
      'OVS daemons down',
      'ovs',
      'Daemons of Open vSwitch that do not answer.',
      'sum(netsteward_ovs_daemon_up == bool 0)',
      {
        alarm: 'critical',
        alerts: ['OvsDown', 'OvsDaemonDown'],
      },
    ),
    domain('Busiest PMD', 'ovs', 'At 100 % packets are lost.', 'max(netsteward_pmd_busy_ratio)', {
      unit: 'percentunit',
      thresholds: ['PmdOverloaded'],
    }),
    domain(
      'Connections in userspace',
      'ovs',
      'How full connection tracking of Open vSwitch is.',
      'max(netsteward_ovs_conntrack_fill_ratio)',
      { unit: 'percentunit', thresholds: ['OvsConntrackFilling', 'OvsConntrackNearlyFull'] },
    ),
    domain(
      'PFs without link',
      'placement',
      'Physical functions with virtual ones, and without a carrier.',
      'sum(netsteward_vf_pf_up == bool 0)',
      { alarm: 'critical', alerts: ['PfNoCarrier', 'VfLost'] },
    ),
    domain(
      'Guests across nodes',
      'placement',
      'Guests on more than one NUMA node.',
      'sum(netsteward_placement_guest_nodes > bool 1)',
      { alarm: 'info', alerts: ['GuestMisplaced'] },
    ),
    domain(
      'Hugepages free',
      'placement',
      'Of the node and size that has the least.',
      'min(netsteward_numa_hugepages_free / (netsteward_numa_hugepages > 0))',
      { unit: 'percentunit', thresholds: ['HugepagesLow', 'HugepagesNearlyExhausted'] },
    ),
    domain(
      'Addresses nobody answers',
      'load-balancing',
      'Virtual addresses without a healthy member.',
      'sum(netsteward_health_virtual_address_members_healthy == bool 0)',
      { alarm: 'critical', alerts: ['VirtualAddressWithoutMembers'] },
    ),
    domain(
      'HAProxy backends down',
      'load-balancing',
      'Backends without a server.',
      'sum(netsteward_haproxy_backend_up == bool 0)',
      { alarm: 'critical', alerts: ['HaproxyBackendDown'] },
    ),
    domain(
      'VRRP in fault',
      'load-balancing',
      'Instances of keepalived in fault.',
      'count(netsteward_keepalived_instance_state{state="FAULT"}) or 0 * count(netsteward_keepalived_instance_info)',
      { alarm: 'critical', alerts: ['KeepalivedFault', 'KeepalivedTwoMasters'] },
    ),
  ],
};
