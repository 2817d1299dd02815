import { defineMetrics } from '../../../core/metric.ts';

const BOND = ['daemon', 'bond'] as const;
const MEMBER = [...BOND, 'member'] as const;
const SIDE = [...MEMBER, 'side'] as const;
const SHOW = 'unixctl lacp/show';
const STATS = 'unixctl lacp/show-stats';

/** Figures of LACP. `side` is `actor` for this host and `partner` for the other end of the link. */
export const lacpMetrics = defineMetrics({
  status: {
    name: 'netsteward_ovs_bond_lacp_status',
    type: 'gauge',
    help: 'LACP of a bond: 1 for the status that it has (negotiated, configured when no partner answers, off), 0 for the others.',
    labels: [...BOND, 'status'],
    source: 'unixctl bond/show "lacp_status"',
  },
  fallback: {
    name: 'netsteward_ovs_bond_lacp_fallback_active',
    type: 'gauge',
    help: '1 while a bond works as active-backup because no LACP partner answers. Left out when it is not allowed to.',
    labels: BOND,
    source: 'unixctl bond/show "lacp_fallback_ab", "lacp_status"',
  },
  info: {
    name: 'netsteward_ovs_bond_lacp_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the system identifier of a bond, whether it speaks first (active, passive) and how often it asks for PDUs (fast, slow).',
    labels: [...BOND, 'system_id', 'lacp', 'time'],
    source: `${SHOW} "sys_id", "status", "lacp_time"`,
  },
  systemPriority: {
    name: 'netsteward_ovs_bond_lacp_system_priority',
    type: 'gauge',
    help: 'LACP system priority of a bond.',
    labels: BOND,
    source: `${SHOW} "sys_priority"`,
  },
  key: {
    name: 'netsteward_ovs_bond_lacp_key',
    type: 'gauge',
    help: 'Operational key of the members in use. Left out when none is.',
    labels: BOND,
    source: `${SHOW} "aggregation key"`,
  },
  memberStatus: {
    name: 'netsteward_ovs_bond_member_lacp_status',
    type: 'gauge',
    help: 'LACP of a member: 1 for the status that it has (current, expired when the partner fell silent, defaulted when none was heard), 0 for the others.',
    labels: [...MEMBER, 'status'],
    source: `${SHOW} "member"`,
  },
  memberAttached: {
    name: 'netsteward_ovs_bond_member_lacp_attached',
    type: 'gauge',
    help: '1 when LACP counts a member among the links that can be used together.',
    labels: MEMBER,
    source: `${SHOW} "member …: … attached"`,
  },
  memberInfo: {
    name: 'netsteward_ovs_bond_member_lacp_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the system identifier of each side of the link of a member, empty when no partner was heard.',
    labels: [...MEMBER, 'system_id', 'partner_id'],
    source: `${SHOW} "actor sys_id", "partner sys_id"`,
  },
  portState: {
    name: 'netsteward_ovs_bond_member_lacp_port_state',
    type: 'gauge',
    help: 'LACP port state as a number of eight bits; 61 and 63 are a port in use.',
    labels: SIDE,
    source: `${SHOW} "actor state", "partner state"`,
  },
  portStateBit: {
    name: 'netsteward_ovs_bond_member_lacp_port_state_bit',
    type: 'gauge',
    help: 'LACP port state, one sample for each bit: activity (1 active, 0 passive), timeout (1 short, 0 long), aggregation, synchronized, collecting, distributing, defaulted (partner assumed, none heard), expired (partner fell silent).',
    labels: [...SIDE, 'bit'],
    source: `${SHOW} "actor state", "partner state"`,
  },
  sideKey: {
    name: 'netsteward_ovs_bond_member_lacp_key',
    type: 'gauge',
    help: 'Operational key of the port; ports with the same key can be used together.',
    labels: SIDE,
    source: `${SHOW} "actor key", "partner key"`,
  },
  sideSystemPriority: {
    name: 'netsteward_ovs_bond_member_lacp_system_priority',
    type: 'gauge',
    help: 'System priority in the port information of a member.',
    labels: SIDE,
    source: `${SHOW} "actor sys_priority", "partner sys_priority"`,
  },
  portId: {
    name: 'netsteward_ovs_bond_member_lacp_port_number',
    type: 'gauge',
    help: 'Number of the port.',
    labels: SIDE,
    source: `${SHOW} "actor port_id", "partner port_id"`,
  },
  portPriority: {
    name: 'netsteward_ovs_bond_member_lacp_port_priority',
    type: 'gauge',
    help: 'Priority of the port.',
    labels: SIDE,
    source: `${SHOW} "actor port_priority", "partner port_priority"`,
  },
  sent: {
    name: 'netsteward_ovs_bond_member_lacp_sent_pdus_total',
    type: 'counter',
    help: 'LACP PDUs sent through a member.',
    labels: MEMBER,
    source: `${STATS} "TX PDUs"`,
  },
  received: {
    name: 'netsteward_ovs_bond_member_lacp_received_pdus_total',
    type: 'counter',
    help: 'LACP PDUs received on a member.',
    labels: MEMBER,
    source: `${STATS} "RX PDUs"`,
  },
  bad: {
    name: 'netsteward_ovs_bond_member_lacp_received_bad_pdus_total',
    type: 'counter',
    help: 'PDUs received on a member that made no sense.',
    labels: MEMBER,
    source: `${STATS} "RX Bad PDUs"`,
  },
  markers: {
    name: 'netsteward_ovs_bond_member_lacp_received_marker_requests_total',
    type: 'counter',
    help: 'Marker requests received on a member. Not counted by old releases.',
    labels: MEMBER,
    source: `${STATS} "RX Marker Request PDUs"`,
  },
  expired: {
    name: 'netsteward_ovs_bond_member_lacp_expirations_total',
    type: 'counter',
    help: 'How often the partner of a member fell silent.',
    labels: MEMBER,
    source: `${STATS} "Link Expired"`,
  },
  defaulted: {
    name: 'netsteward_ovs_bond_member_lacp_defaults_total',
    type: 'counter',
    help: 'How often a member went on without hearing a partner.',
    labels: MEMBER,
    source: `${STATS} "Link Defaulted"`,
  },
  carrierChanges: {
    name: 'netsteward_ovs_bond_member_lacp_carrier_changes_total',
    type: 'counter',
    help: 'Changes of the carrier of a member that LACP noticed.',
    labels: MEMBER,
    source: `${STATS} "Carrier Status Changed"`,
  },
});
