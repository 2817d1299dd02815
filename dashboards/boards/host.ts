import type { Board, Panel, Row } from '../model/board.ts';
import { grownIn } from '../model/grown-in.ts';
import { alertTable, firing } from './alert-tables.ts';

/** What is worst in a domain, and the way to its dashboard. */
const domain = (title: string, leads: string, about: string, expr: string, more: Partial<Panel>): Panel => ({
  kind: 'stat',
  title,
  about,
  queries: [{ expr }],
  leads,
  ...more,
});

const wrong: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Critical',
      about: 'Alerts that fire and are worth getting up for. The table below says which.',
      queries: [{ expr: firing('critical') }],
      alarm: 'critical',
      leads: 'alerts',
    },
    {
      kind: 'stat',
      title: 'Warnings',
      about: 'Alerts that fire and are for today.',
      queries: [{ expr: firing('warning') }],
      alarm: 'warning',
      leads: 'alerts',
    },
    {
      kind: 'stat',
      title: 'Cannot be seen',
      about: 'Collectors that failed or see only a part. What they watch may be worse than it looks.',
      queries: [{ expr: 'sum(netsteward_collector_outcome{outcome=~"failed|partial"})' }],
      alarm: 'warning',
      alerts: ['CollectorFailed', 'CollectorPartial'],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'The agent',
      about: 'Whether Prometheus reaches the agent. When not, everything here is old.',
      queries: [{ expr: 'up' }],
      words: [
        ['away', 'critical'],
        ['answers', 'good'],
      ],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'Events in an hour',
      about: 'Warnings and worse. Many of them are something that flaps.',
      queries: [
        {
          expr: `sum(${grownIn('netsteward_events_total{severity=~"warning|critical"}', '1h')}) or 0 * sum(netsteward_store_events)`,
        },
      ],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'Silences',
      about: 'Alerts that a silence holds are told to nobody.',
      queries: [{ expr: 'netsteward_alert_silences' }],
      alarm: 'info',
      leads: 'alerts',
    },
    alertTable('What is wrong', 'Every alert that fires on this host. The runbook says what to do.', 'firing'),
  ],
};

const domains: Row = {
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

const machine: Row = {
  title: 'The host',
  panels: [
    {
      kind: 'graph',
      title: 'Traffic of physical ports',
      about: 'Received and sent by the twenty busiest. Compare with a day before.',
      queries: [
        {
          expr: 'topk(20, rate(netsteward_interface_receive_bytes_total[$__rate_interval]) and ignoring (kind, master, parent, address, driver, firmware, bus) netsteward_interface_info{kind="physical"})',
          legend: '{{interface}} received',
        },
        {
          expr: 'topk(20, rate(netsteward_interface_transmit_bytes_total[$__rate_interval]) and ignoring (kind, master, parent, address, driver, firmware, bus) netsteward_interface_info{kind="physical"})',
          legend: '{{interface}} sent',
        },
      ],
      unit: 'Bps',
      leads: 'interfaces',
    },
    {
      kind: 'graph',
      title: 'Packets lost',
      about:
        'All drops and errors of a kind together, a second: of interfaces, CPUs, connection tracking, Open vSwitch.',
      queries: [
        { expr: 'sum(rate(netsteward_interface_receive_drops_total[$__rate_interval]))', legend: 'dropped on receipt' },
        {
          expr: 'sum(rate(netsteward_interface_transmit_drops_total[$__rate_interval]))',
          legend: 'dropped on the way out',
        },
        { expr: 'sum(rate(netsteward_interface_softnet_dropped_total[$__rate_interval]))', legend: 'dropped by CPUs' },
        { expr: 'sum(rate(netsteward_conntrack_drop_total[$__rate_interval]))', legend: 'connection tracking' },
        {
          expr: 'sum(rate(netsteward_ovs_datapath_lost_total[$__rate_interval]))',
          legend: 'Open vSwitch, lost upcalls',
        },
        {
          expr: 'sum(rate(netsteward_ovs_interface_transmit_dropped_total[$__rate_interval]))',
          legend: 'Open vSwitch, not sent',
        },
      ],
      unit: 'pps',
      leads: 'interfaces',
    },
    {
      kind: 'graph',
      title: 'Alerts',
      about: 'How many fire, by severity.',
      queries: [
        { expr: firing('critical'), legend: 'critical' },
        { expr: firing('warning'), legend: 'warning' },
      ],
      stacked: true,
      leads: 'alerts',
    },
    {
      kind: 'graph',
      title: 'Memory',
      about: 'All of it, and what programs can have without swapping. Hugepages count as used.',
      queries: [
        { expr: 'netsteward_host_memory_bytes', legend: 'all' },
        { expr: 'netsteward_host_memory_available_bytes', legend: 'available' },
        { expr: 'netsteward_host_memory_free_bytes', legend: 'free' },
        { expr: 'netsteward_host_swap_bytes - netsteward_host_swap_free_bytes', legend: 'swap in use' },
      ],
      unit: 'bytes',
      alerts: ['HostMemoryLow', 'HostMemoryNearlyExhausted'],
    },
    {
      kind: 'graph',
      title: 'Load',
      about:
        'Tasks that ran or waited, on average over 1, 5 and 15 minutes, and how many CPUs there are. A PMD counts as one all the time.',
      queries: [
        { expr: 'netsteward_host_load1', legend: '1 minute' },
        { expr: 'netsteward_host_load5', legend: '5 minutes' },
        { expr: 'netsteward_host_load15', legend: '15 minutes' },
        { expr: 'netsteward_host_cpu_threads', legend: 'CPUs' },
      ],
    },
    {
      kind: 'table',
      title: 'What it is',
      about: 'Operating system, kernel and machine.',
      queries: [
        { expr: 'netsteward_host_info', legend: 'info' },
        { expr: 'netsteward_host_uptime_seconds', legend: 'up for' },
        { expr: 'netsteward_host_cpu_threads', legend: 'CPUs' },
        { expr: 'netsteward_host_cpu_sockets', legend: 'sockets' },
        {
          expr: 'netsteward_host_cpu_threads * 0 + on (job, instance) group_left (vendor) netsteward_host_cpu_info',
          legend: 'vendor info',
        },
      ],
      columns: [
        { of: 'os' },
        { of: 'version' },
        { of: 'kernel' },
        { of: 'architecture' },
        { of: 'manufacturer' },
        { of: 'model' },
        { of: 'virtual' },
        { of: 'vendor', title: 'CPU' },
        { of: 'sockets' },
        { of: 'CPUs' },
        { of: 'up for', unit: 's' },
      ],
      width: 8,
    },
  ],
};

export const host: Board = {
  name: 'host',
  title: 'Host overview',
  about: 'One host at a glance: what is wrong now, where to look further, and what the host is.',
  scope: 'host',
  rows: [wrong, domains, machine],
};
