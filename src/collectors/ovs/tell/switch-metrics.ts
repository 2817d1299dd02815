import { defineMetrics } from '../../../core/metric.ts';

const DAEMON = ['daemon'] as const;
const BRIDGE = ['daemon', 'bridge'] as const;
const TABLE = [...BRIDGE, 'table'] as const;
const CONTROLLER = [...BRIDGE, 'target'] as const;
const MIRROR = [...BRIDGE, 'mirror'] as const;

/** Figures of a switch as a whole and of its bridges. An empty `daemon` is the host's only or default ovs-vswitchd. */
export const switchMetrics = defineMetrics({
  info: {
    name: 'netsteward_ovs_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the release of ovs-vswitchd, of the DPDK that it was built with and of the schema of its database. Empty where it is not known.',
    labels: ['daemon', 'version', 'dpdk_version', 'db_version'],
    source: 'unixctl version; OVSDB Open_vSwitch dpdk_version, db_version',
  },
  daemonUp: {
    name: 'netsteward_ovs_daemon_up',
    type: 'gauge',
    help: '1 when a daemon answers on its control socket. When no ovs-vswitchd of the host answers, the collector has failed and nothing is exported.',
    labels: ['daemon', 'program'],
    source: 'unixctl version',
  },
  daemonRestarts: {
    name: 'netsteward_ovs_daemon_restarts_total',
    type: 'counter',
    help: 'How often a daemon came to be another process since the agent first saw it.',
    labels: ['daemon', 'program'],
    source: '<run directory>/<program>.pid',
  },
  dpdkInitialized: {
    name: 'netsteward_ovs_dpdk_initialized',
    type: 'gauge',
    help: '1 when DPDK is in use.',
    labels: DAEMON,
    source: 'OVSDB Open_vSwitch dpdk_initialized',
  },
  configurationCurrent: {
    name: 'netsteward_ovs_configuration_current',
    type: 'gauge',
    help: 'Number of the configuration that ovs-vswitchd has applied.',
    labels: DAEMON,
    source: 'OVSDB Open_vSwitch cur_cfg',
  },
  configurationNext: {
    name: 'netsteward_ovs_configuration_next',
    type: 'gauge',
    help: 'Number of the configuration that ovs-vswitchd was asked to apply.',
    labels: DAEMON,
    source: 'OVSDB Open_vSwitch next_cfg',
  },
  managerConnected: {
    name: 'netsteward_ovs_manager_connected',
    type: 'gauge',
    help: '1 when a manager of the database is connected; for a target that waits for managers (ptcp, pssl, punix), when any is.',
    labels: ['daemon', 'target'],
    source: 'OVSDB Manager is_connected',
  },
  bridgeInfo: {
    name: 'netsteward_ovs_bridge_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the datapath of a bridge and what it does without a controller (standalone, secure).',
    labels: [...BRIDGE, 'datapath_type', 'datapath_id', 'fail_mode'],
    source: 'OVSDB Bridge datapath_type, datapath_id, fail_mode',
  },
  bridgePorts: {
    name: 'netsteward_ovs_bridge_ports',
    type: 'gauge',
    help: 'Ports of a bridge, its own local one included.',
    labels: BRIDGE,
    source: 'OVSDB Bridge ports',
  },
  spanningTree: {
    name: 'netsteward_ovs_bridge_spanning_tree_enabled',
    type: 'gauge',
    help: '1 when a bridge speaks a spanning tree protocol (stp, rstp).',
    labels: [...BRIDGE, 'protocol'],
    source: 'OVSDB Bridge stp_enable, rstp_enable',
  },
  multicastSnooping: {
    name: 'netsteward_ovs_bridge_multicast_snooping_enabled',
    type: 'gauge',
    help: '1 when a bridge listens to who wants which multicast group.',
    labels: BRIDGE,
    source: 'OVSDB Bridge mcast_snooping_enable',
  },
  bridgeFlows: {
    name: 'netsteward_ovs_bridge_flows',
    type: 'gauge',
    help: 'Flows in an OpenFlow table of a bridge at the last poll; tables without flows are left out, and so are bridges that do not speak OpenFlow 1.3 or later.',
    labels: TABLE,
    source: 'OpenFlow OFPMP_TABLE active_count',
  },
  tableLookups: {
    name: 'netsteward_ovs_bridge_table_lookups_total',
    type: 'counter',
    help: 'Packets that were looked up in an OpenFlow table with flows.',
    labels: TABLE,
    source: 'OpenFlow OFPMP_TABLE lookup_count',
  },
  tableMatches: {
    name: 'netsteward_ovs_bridge_table_matches_total',
    type: 'counter',
    help: 'Packets for which an OpenFlow table had a flow.',
    labels: TABLE,
    source: 'OpenFlow OFPMP_TABLE matched_count',
  },
  controllerConnected: {
    name: 'netsteward_ovs_controller_connected',
    type: 'gauge',
    help: '1 when a bridge is connected to an OpenFlow controller.',
    labels: CONTROLLER,
    source: 'OVSDB Controller is_connected',
  },
  controllerInfo: {
    name: 'netsteward_ovs_controller_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the role of a controller (master, slave, other) and the state of the connection (ACTIVE, BACKOFF and others).',
    labels: [...CONTROLLER, 'role', 'state'],
    source: 'OVSDB Controller role, status:state',
  },
  mirrorPackets: {
    name: 'netsteward_ovs_mirror_packets_total',
    type: 'counter',
    help: 'Packets that a mirror copied.',
    labels: MIRROR,
    source: 'OVSDB Mirror statistics:tx_packets',
  },
  mirrorBytes: {
    name: 'netsteward_ovs_mirror_bytes_total',
    type: 'counter',
    help: 'Bytes that a mirror copied.',
    labels: MIRROR,
    source: 'OVSDB Mirror statistics:tx_bytes',
  },
  mirrorInfo: {
    name: 'netsteward_ovs_mirror_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the port, or else the VLAN, to which a mirror copies.',
    labels: [...MIRROR, 'output_port', 'output_vlan'],
    source: 'OVSDB Mirror output_port, output_vlan',
  },
});
