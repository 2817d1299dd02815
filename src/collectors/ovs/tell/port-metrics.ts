import { defineMetrics } from '../../../core/metric.ts';

const PORT = ['daemon', 'bridge', 'port'] as const;

/** Figures of ports: VLANs, spanning tree, quality of service. */
export const portMetrics = defineMetrics({
  vlanInfo: {
    name: 'netsteward_ovs_port_vlan_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the VLAN mode of a port (access, trunk, native-tagged and others; empty when OVS derives it) and its tag. Left out for a port that carries all VLANs.',
    labels: [...PORT, 'vlan_mode', 'tag'],
    source: 'OVSDB Port vlan_mode, tag, trunks',
  },
  trunks: {
    name: 'netsteward_ovs_port_trunk_vlans',
    type: 'gauge',
    help: 'VLANs that a port is restricted to. Left out when it is restricted to none.',
    labels: PORT,
    source: 'OVSDB Port trunks',
  },
  spanningTree: {
    name: 'netsteward_ovs_port_spanning_tree_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the role and the state of a port in the spanning tree protocol that its bridge speaks.',
    labels: [...PORT, 'protocol', 'role', 'state'],
    source: 'OVSDB Port status:stp_role, stp_state, rstp_status:rstp_port_role, rstp_port_state',
  },
  spanningTreePackets: {
    name: 'netsteward_ovs_port_spanning_tree_packets_total',
    type: 'counter',
    help: 'Spanning tree packets of a port: sent, received, and those received that made no sense (error).',
    labels: [...PORT, 'protocol', 'kind'],
    source: 'OVSDB Port statistics:stp_*_count, rstp_statistics:rstp_*_count',
  },
  qosInfo: {
    name: 'netsteward_ovs_port_qos_info',
    type: 'gauge',
    help: 'Always 1; the label tells how the traffic that leaves a port is shaped or policed (linux-htb, egress-policer and others).',
    labels: [...PORT, 'type'],
    source: 'OVSDB QoS type',
  },
  qosSetting: {
    name: 'netsteward_ovs_port_qos_setting',
    type: 'gauge',
    help: 'A number in the quality of service of a port, in its own unit: max-rate in bits per second, cir in bytes per second, cbs in bytes.',
    labels: [...PORT, 'setting'],
    source: 'OVSDB QoS other_config',
  },
  queueSetting: {
    name: 'netsteward_ovs_port_qos_queue_setting',
    type: 'gauge',
    help: 'A number in a queue of the quality of service of a port, in its own unit: min-rate and max-rate in bits per second, burst in bits, dscp.',
    labels: [...PORT, 'queue', 'setting'],
    source: 'OVSDB Queue dscp, other_config',
  },
});
