import type { Row } from '../../model/board.ts';
import { firing } from '../alert-tables.ts';

export const machineRow: Row = {
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
