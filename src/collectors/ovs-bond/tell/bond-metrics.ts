import { defineMetrics } from '../../../core/metric.ts';

const BOND = ['daemon', 'bond'] as const;
const MEMBER = [...BOND, 'member'] as const;
const SHOW = 'unixctl bond/show';

/** Figures of every bond. An empty `daemon` is the host's only or default ovs-vswitchd. */
export const bondMetrics = defineMetrics({
  info: {
    name: 'netsteward_ovs_bond_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the bridge of a bond, its mode and its preferred member. Empty where there is none or it is not known.',
    labels: [...BOND, 'bridge', 'mode', 'primary'],
    source: `${SHOW} "bond_mode", "active-backup primary"; OVSDB Bridge ports`,
  },
  members: {
    name: 'netsteward_ovs_bond_members',
    type: 'gauge',
    help: 'Links that belong to a bond.',
    labels: BOND,
    source: `${SHOW} "member"`,
  },
  membersEnabled: {
    name: 'netsteward_ovs_bond_members_enabled',
    type: 'gauge',
    help: 'Members that a bond uses.',
    labels: BOND,
    source: `${SHOW} "member …: enabled"`,
  },
  updelay: {
    name: 'netsteward_ovs_bond_updelay_seconds',
    type: 'gauge',
    help: 'How long a link has to be up before a bond uses it again. Without effect while LACP is on.',
    labels: BOND,
    source: `${SHOW} "updelay"`,
  },
  downdelay: {
    name: 'netsteward_ovs_bond_downdelay_seconds',
    type: 'gauge',
    help: 'How long a link has to be down before a bond gives it up. Without effect while LACP is on.',
    labels: BOND,
    source: `${SHOW} "downdelay"`,
  },
  failovers: {
    name: 'netsteward_ovs_bond_failovers_total',
    type: 'counter',
    help: 'How often a bond turned to another active member since the agent first saw it.',
    labels: BOND,
    source: `computed from ${SHOW} "active member"`,
  },
  lastFailover: {
    name: 'netsteward_ovs_bond_last_failover_timestamp_seconds',
    type: 'gauge',
    help: 'When the agent last saw the active member of a bond change. Left out until it has seen that once.',
    labels: BOND,
    source: `computed from ${SHOW} "active member"`,
  },
  activeLinkDown: {
    name: 'netsteward_ovs_bond_active_member_link_down',
    type: 'gauge',
    help: '1 when the database names an active member whose link has been down for longer than a failover takes. Left out when it names none.',
    labels: BOND,
    source: 'OVSDB Port bond_active_slave, Interface mac_in_use, link_state',
  },
  memberActive: {
    name: 'netsteward_ovs_bond_member_active',
    type: 'gauge',
    help: '1 for the active member: it carries everything in mode active-backup, and broadcasts in other modes.',
    labels: MEMBER,
    source: `${SHOW} "active member"`,
  },
  memberEnabled: {
    name: 'netsteward_ovs_bond_member_enabled',
    type: 'gauge',
    help: '1 when a bond uses a member.',
    labels: MEMBER,
    source: `${SHOW} "member …: enabled"`,
  },
  memberMayEnable: {
    name: 'netsteward_ovs_bond_member_may_enable',
    type: 'gauge',
    help: '1 when the link of a member, and LACP where it is on, would let a bond use it. Differs from enabled while a delay is running.',
    labels: MEMBER,
    source: `${SHOW} "may_enable"`,
  },
  memberChanged: {
    name: 'netsteward_ovs_bond_member_last_change_timestamp_seconds',
    type: 'gauge',
    help: 'When the agent last saw a bond begin or cease to use a member. Left out until it has seen that once.',
    labels: MEMBER,
    source: `computed from ${SHOW} "member …: enabled"`,
  },
  memberWaiting: {
    name: 'netsteward_ovs_bond_member_delay_seconds',
    type: 'gauge',
    help: 'Time until a member is enabled or disabled. Left out while no delay is running.',
    labels: MEMBER,
    source: `${SHOW} "updelay expires in", "downdelay expires in"`,
  },
  memberLoad: {
    name: 'netsteward_ovs_bond_member_load_bytes',
    type: 'gauge',
    help: 'Bytes that a balanced bond sent through a member lately: each rebalancing halves the figure. Hashes with less than 1024 bytes are not in it.',
    labels: MEMBER,
    source: `${SHOW} "hash …: … kB load"`,
  },
  memberHashes: {
    name: 'netsteward_ovs_bond_member_loaded_hashes',
    type: 'gauge',
    help: 'How many of the 256 hashes of a balanced bond have load and go through a member.',
    labels: MEMBER,
    source: `${SHOW} "hash …: … kB load"`,
  },
  hashLoad: {
    name: 'netsteward_ovs_bond_hash_load_bytes',
    type: 'gauge',
    help: 'Bytes that a balanced bond sent lately for one hash, at the member that carries it. At most 256 series for each bond.',
    labels: [...MEMBER, 'hash'],
    source: `${SHOW} "hash …: … kB load"`,
  },
});
