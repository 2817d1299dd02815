import type { Row } from '../../model/board.ts';
import { badWhenNo, noYes, upDown } from '../words.ts';

const BRIDGE = 'bridge=~"$bridge"';

export const wrongRow: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Daemons down',
      about:
        'Daemons of Open vSwitch that do not answer while another one does. When none answers there is nothing here.',
      queries: [{ expr: 'sum(netsteward_ovs_daemon_up == bool 0)' }],
      alarm: 'critical',
      alerts: ['OvsDown', 'OvsGone', 'OvsDaemonDown'],
    },
    {
      kind: 'stat',
      title: 'Not yet applied',
      about: 'Configurations that ovs-vswitchd has not applied. It waits for a device, a DPDK port, RTNL.',
      queries: [{ expr: 'sum(netsteward_ovs_configuration_next - netsteward_ovs_configuration_current)' }],
      alarm: 'warning',
      alerts: ['OvsConfigurationStuck'],
    },
    {
      kind: 'stat',
      title: 'Interfaces with errors',
      about: 'Interfaces that could not be configured.',
      queries: [{ expr: `sum(netsteward_ovs_interface_error{${BRIDGE}})` }],
      alarm: 'warning',
      alerts: ['OvsInterfaceError'],
    },
    {
      kind: 'stat',
      title: 'Controllers away',
      about: 'OpenFlow controllers that a bridge is not connected to.',
      queries: [{ expr: `sum(netsteward_ovs_controller_connected{${BRIDGE},target!~"p(tcp|ssl|unix):.*"} == bool 0)` }],
      alarm: 'warning',
      alerts: ['OvsControllerDisconnected', 'OvsManagerDisconnected'],
    },
    {
      kind: 'stat',
      title: 'vhost-user without a guest',
      about:
        'Ports whose socket nobody is connected to: the guest is off, or QEMU and Open vSwitch do not find each other.',
      queries: [{ expr: `sum(netsteward_ovs_interface_vhost_connected{${BRIDGE}} == bool 0)` }],
      alarm: 'warning',
      alerts: ['VhostUserWithoutPeer'],
    },
    {
      kind: 'stat',
      title: 'Busiest PMD',
      about: 'Share of its time that the busiest PMD worked on packets. At 100 % packets are lost.',
      queries: [{ expr: 'max(netsteward_pmd_busy_ratio)' }],
      unit: 'percentunit',
      thresholds: ['PmdOverloaded'],
    },
  ],
};

export const switchRow: Row = {
  title: 'Daemons and bridges',
  panels: [
    {
      kind: 'table',
      title: 'Daemons',
      about: 'Daemons of Open vSwitch, their versions, and restarts seen.',
      queries: [
        { expr: 'netsteward_ovs_daemon_up', legend: 'answers' },
        { expr: 'netsteward_ovs_daemon_restarts_total', legend: 'restarts' },
        {
          expr: 'netsteward_ovs_daemon_up * 0 + on (job, instance, daemon) group_left (version, dpdk_version, db_version) netsteward_ovs_info',
          legend: 'info',
        },
      ],
      columns: [
        { of: 'daemon' },
        { of: 'program' },
        { of: 'answers', words: badWhenNo },
        { of: 'restarts' },
        { of: 'version' },
        { of: 'dpdk_version', title: 'DPDK' },
        { of: 'db_version', title: 'schema' },
      ],
      alerts: ['OvsDaemonRestarting'],
      width: 12,
      height: 6,
    },
    {
      kind: 'table',
      title: 'Bridges',
      about: 'Every bridge, with its ports and flows.',
      queries: [
        { expr: `netsteward_ovs_bridge_ports{${BRIDGE}}`, legend: 'ports' },
        { expr: `sum without (table) (netsteward_ovs_bridge_flows{${BRIDGE}})`, legend: 'flows' },
        {
          expr: `netsteward_ovs_bridge_ports{${BRIDGE}} * 0 + on (job, instance, daemon, bridge) group_left (datapath_type, datapath_id, fail_mode) netsteward_ovs_bridge_info{${BRIDGE}}`,
          legend: 'info',
        },
        { expr: `netsteward_ovs_bridge_multicast_snooping_enabled{${BRIDGE}}`, legend: 'snooping' },
      ],
      columns: [
        { of: 'bridge' },
        { of: 'datapath_type', title: 'datapath' },
        { of: 'datapath_id', title: 'id' },
        { of: 'fail_mode', title: 'without controller' },
        { of: 'ports' },
        { of: 'flows' },
        { of: 'snooping', title: 'multicast snooping', words: noYes },
      ],
      width: 12,
      height: 6,
    },
    {
      kind: 'states',
      title: 'Controllers and managers',
      about: 'Connections to OpenFlow controllers and to managers of the database.',
      queries: [
        { expr: `netsteward_ovs_controller_connected{${BRIDGE}}`, legend: '{{bridge}} {{target}}' },
        { expr: 'netsteward_ovs_manager_connected', legend: 'manager {{target}}' },
      ],
      words: upDown,
      alerts: ['OvsControllerDisconnected'],
      width: 8,
    },
    {
      kind: 'graph',
      title: 'Flows of bridges',
      about: 'OpenFlow flows by bridge. A fall to few is a controller that has begun anew.',
      queries: [{ expr: `sum without (table) (netsteward_ovs_bridge_flows{${BRIDGE}})`, legend: '{{bridge}}' }],
    },
    {
      kind: 'graph',
      title: 'Packets without a flow in their table',
      about: 'Looked up in an OpenFlow table with flows, and matched by none.',
      queries: [
        {
          expr: `rate(netsteward_ovs_bridge_table_lookups_total{${BRIDGE}}[$__rate_interval]) - rate(netsteward_ovs_bridge_table_matches_total{${BRIDGE}}[$__rate_interval])`,
          legend: '{{bridge}} table {{table}}',
        },
      ],
      unit: 'pps',
    },
  ],
};
