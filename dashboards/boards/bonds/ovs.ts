import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { badWhenYes } from '../words.ts';
import { OVS } from './terms.ts';

export const ovsRow: Row = {
  title: 'Bonds of Open vSwitch',
  panels: [
    {
      kind: 'table',
      title: 'OVS bonds',
      about: 'Every bond of Open vSwitch. One that lacks members stands first.',
      queries: [
        { expr: `netsteward_ovs_bond_members{${OVS}}`, legend: 'members' },
        { expr: `netsteward_ovs_bond_members_enabled{${OVS}}`, legend: 'in use' },
        {
          expr: `netsteward_ovs_bond_members{${OVS}} - netsteward_ovs_bond_members_enabled{${OVS}}`,
          legend: 'off',
        },
        {
          expr: `netsteward_ovs_bond_members{${OVS}} * 0 + on (job, instance, daemon, bond) group_left (bridge, mode, primary) netsteward_ovs_bond_info{${OVS}}`,
          legend: 'info',
        },
      ],
      columns: [
        { of: 'bridge' },
        { of: 'bond' },
        { of: 'mode' },
        { of: 'members' },
        { of: 'in use' },
        { of: 'off', alarm: 'warning' },
        { of: 'primary' },
      ],
      worstFirst: 'off',
    },
    {
      kind: 'states',
      title: 'Members of OVS bonds',
      about: 'Off is not used. The active member carries everything in active-backup, and broadcasts in other modes.',
      queries: [
        {
          expr: `netsteward_ovs_bond_member_enabled{${OVS}} + netsteward_ovs_bond_member_active{${OVS}}`,
          legend: '{{bond}} {{member}}',
        },
      ],
      words: [
        ['off', 'warning'],
        ['in use', 'good'],
        ['active', 'good'],
      ],
      alerts: ['OvsBondNoActiveMember', 'OvsBondActiveMemberLinkDown'],
    },
    {
      kind: 'graph',
      title: 'Failovers of OVS bonds',
      about: 'Changes of the active member in 15 minutes.',
      queries: [{ expr: `increase(netsteward_ovs_bond_failovers_total{${OVS}}[15m])`, legend: '{{bond}}' }],
      thresholds: ['OvsBondFailingOver'],
      width: 12,
    },
    {
      kind: 'states',
      title: 'LACP of members',
      about: 'Current: the partner is heard. Expired: it fell silent. Defaulted: none was heard.',
      ...asNumber(
        'netsteward_ovs_bond_member_lacp_status',
        'status',
        [
          ['current', 'good'],
          ['expired', 'warning'],
          ['defaulted', 'critical'],
        ],
        { matchers: OVS, legend: '{{bond}} {{member}}' },
      ),
      alerts: ['OvsBondLacpPartnerLost', 'OvsBondWithoutLacpPartner', 'OvsBondPartnersDiffer'],
    },
    {
      kind: 'states',
      title: 'Fallback to active-backup',
      about: 'A bond that works without LACP because no partner answers, where it is allowed to.',
      queries: [{ expr: `netsteward_ovs_bond_lacp_fallback_active{${OVS}}`, legend: '{{bond}}' }],
      words: badWhenYes,
      alerts: ['OvsBondLacpFallback'],
    },
    {
      kind: 'graph',
      title: 'LACP partners that fell silent',
      about: 'How often in 15 minutes the partner of a member was not heard in time.',
      queries: [
        {
          expr: `increase(netsteward_ovs_bond_member_lacp_expirations_total{${OVS}}[15m])`,
          legend: '{{bond}} {{member}}',
        },
      ],
      thresholds: ['OvsBondLacpUnstable'],
    },
    {
      kind: 'graph',
      title: 'LACP PDUs',
      about: 'Sent and received. Sent without received: nobody answers. Bad ones make no sense to Open vSwitch.',
      queries: [
        {
          expr: `rate(netsteward_ovs_bond_member_lacp_sent_pdus_total{${OVS}}[$__rate_interval])`,
          legend: '{{member}} sent',
        },
        {
          expr: `rate(netsteward_ovs_bond_member_lacp_received_pdus_total{${OVS}}[$__rate_interval])`,
          legend: '{{member}} received',
        },
        {
          expr: `rate(netsteward_ovs_bond_member_lacp_received_bad_pdus_total{${OVS}}[$__rate_interval])`,
          legend: '{{member}} bad',
        },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Load of members',
      about:
        'What a balanced bond sent through each member lately; each rebalancing halves it. Very uneven: few flows.',
      queries: [{ expr: `netsteward_ovs_bond_member_load_bytes{${OVS}}`, legend: '{{bond}} {{member}}' }],
      unit: 'bytes',
      stacked: true,
    },
  ],
};
