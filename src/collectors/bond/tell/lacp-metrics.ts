import { defineMetrics } from '../../../core/metric.ts';

const BOND = ['netns', 'bond'] as const;
const SLAVE = ['netns', 'bond', 'slave'] as const;
const SIDE = [...SLAVE, 'side'] as const;
const PROC = '/proc/net/bonding/<bond>';
const PDU = `${PROC} "details actor lacp pdu", "details partner lacp pdu"`;
const PORT_STATE = `${PDU}, or /sys/class/net/<slave>/bonding_slave/ad_*_oper_port_state`;

/** Figures of mode 802.3ad. `side` is `actor` for this host and `partner` for the other end of the link. */
export const lacpMetrics = defineMetrics({
  info: {
    name: 'netsteward_bond_lacp_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the system address of a bond and that of the partner of its active aggregator, empty when there is none. Reading them takes CAP_NET_ADMIN.',
    labels: [...BOND, 'system_address', 'partner_address'],
    source: `${PROC} "System MAC address", "Partner Mac Address"`,
  },
  systemPriority: {
    name: 'netsteward_bond_lacp_system_priority',
    type: 'gauge',
    help: 'LACP system priority of a bond.',
    labels: BOND,
    source: `${PROC} "System priority"`,
  },
  minLinks: {
    name: 'netsteward_bond_min_links',
    type: 'gauge',
    help: 'Links that must be up before the bond is up.',
    labels: BOND,
    source: `${PROC} "Min links"`,
  },
  aggregatorId: {
    name: 'netsteward_bond_active_aggregator_id',
    type: 'gauge',
    help: 'Number of the active aggregator. Left out when none is active.',
    labels: BOND,
    source: `${PROC} "Active Aggregator Info", or /sys/class/net/<bond>/bonding/ad_aggregator`,
  },
  aggregatorPorts: {
    name: 'netsteward_bond_active_aggregator_ports',
    type: 'gauge',
    help: 'Ports in the active aggregator.',
    labels: BOND,
    source: `${PROC} "Number of ports", or /sys/class/net/<bond>/bonding/ad_num_ports`,
  },
  aggregatorKey: {
    name: 'netsteward_bond_active_aggregator_key',
    type: 'gauge',
    help: 'Operational key of the active aggregator, on this side and on that of the partner.',
    labels: [...BOND, 'side'],
    source: `${PROC} "Actor Key", "Partner Key"`,
  },
  mismatch: {
    name: 'netsteward_bond_aggregator_mismatch',
    type: 'gauge',
    help: '1 when a slave whose link is up is outside the active aggregator, so that it carries nothing; often two links that lead to different switches. Left out when no aggregator is active.',
    labels: BOND,
    source: `${PROC} "Aggregator ID" of the slaves and of the active aggregator`,
  },
  slaveAggregatorId: {
    name: 'netsteward_bond_slave_aggregator_id',
    type: 'gauge',
    help: 'Number of the aggregator that a slave is in. Left out when it is in none.',
    labels: SLAVE,
    source: `${PROC} "Aggregator ID" of the slave`,
  },
  slaveInfo: {
    name: 'netsteward_bond_slave_lacp_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the system address of each side of the link of a slave, empty when no partner is heard.',
    labels: [...SLAVE, 'system_address', 'partner_address'],
    source: PDU,
  },
  portState: {
    name: 'netsteward_bond_slave_lacp_port_state',
    type: 'gauge',
    help: 'LACP port state as a number of eight bits; 63 is a port in use.',
    labels: SIDE,
    source: PORT_STATE,
  },
  portStateBit: {
    name: 'netsteward_bond_slave_lacp_port_state_bit',
    type: 'gauge',
    help: 'LACP port state, one sample for each bit: activity (1 active, 0 passive), timeout (1 short, 0 long), aggregation, synchronization, collecting, distributing, defaulted (partner assumed, none heard), expired (partner fell silent).',
    labels: [...SIDE, 'bit'],
    source: PORT_STATE,
  },
  key: {
    name: 'netsteward_bond_slave_lacp_key',
    type: 'gauge',
    help: 'Operational key of the port; ports with the same key can be aggregated.',
    labels: SIDE,
    source: PDU,
  },
  slaveSystemPriority: {
    name: 'netsteward_bond_slave_lacp_system_priority',
    type: 'gauge',
    help: 'System priority in the port information of a slave.',
    labels: SIDE,
    source: PDU,
  },
  portPriority: {
    name: 'netsteward_bond_slave_lacp_port_priority',
    type: 'gauge',
    help: 'Priority of the port.',
    labels: SIDE,
    source: PDU,
  },
  portNumber: {
    name: 'netsteward_bond_slave_lacp_port_number',
    type: 'gauge',
    help: 'Number of the port.',
    labels: SIDE,
    source: PDU,
  },
  churnState: {
    name: 'netsteward_bond_slave_churn_state',
    type: 'gauge',
    help: 'Whether LACP comes to an agreement: 1 for the state a slave is in (none, monitoring, churned), 0 for the others.',
    labels: [...SIDE, 'state'],
    source: `${PROC} "Actor Churn State", "Partner Churn State"`,
  },
  churned: {
    name: 'netsteward_bond_slave_churned_total',
    type: 'counter',
    help: 'How often a side did not join an aggregator within a minute.',
    labels: SIDE,
    source: `${PROC} "Actor Churned Count", "Partner Churned Count"`,
  },
});
