import { asNumber } from '../model/as-number.ts';
import type { Board } from '../model/board.ts';
import { badWhenYes, upDown } from './words.ts';

const BOND = 'bond=~"$bond"';
const SLAVE = '{{netns}} {{bond}} {{slave}}';
const OVS = 'bond=~"$ovsbond"';

const mii = asNumber(
  'netsteward_bond_slave_mii_status',
  'status',
  [
    ['down', 'critical'],
    ['going back', 'warning'],
    ['going down', 'warning'],
    ['up', 'good'],
  ],
  { matchers: BOND, legend: SLAVE },
);

export const bonds: Board = {
  name: 'bonds',
  title: 'Bonds',
  about: 'Bonds of the kernel and of Open vSwitch: which links are missing, who is active, what LACP says.',
  scope: 'host',
  alertsOf: ['bond', 'ovs-bond', 'interface'],
  eventsOf: ['bond', 'ovs-bond'],
  filters: [
    { name: 'bond', label: 'Kernel bond', metric: 'netsteward_bond_up', of: 'bond' },
    { name: 'ovsbond', label: 'OVS bond', metric: 'netsteward_ovs_bond_members', of: 'bond' },
  ],
  rows: [
    {
      title: 'Wrong now',
      panels: [
        {
          kind: 'stat',
          title: 'Bonds down',
          about: 'Kernel bonds with slaves of which none carries traffic. Everything behind them is cut off.',
          queries: [
            { expr: `sum((netsteward_bond_up{${BOND}} == bool 0) * (netsteward_bond_slaves{${BOND}} > bool 0))` },
          ],
          alarm: 'critical',
          alerts: ['BondDown', 'BondNoActiveSlave'],
        },
        {
          kind: 'stat',
          title: 'On their last link',
          about: 'Bonds with one link left of several. The next failure cuts off what is behind them.',
          queries: [
            {
              expr: `sum((netsteward_bond_slaves_lacking{${BOND}} > bool 0) * (netsteward_bond_slaves_up{${BOND}} == bool 1))`,
            },
          ],
          alarm: 'warning',
          alerts: ['BondWithoutRedundancy'],
        },
        {
          kind: 'stat',
          title: 'Slaves down',
          about: 'Slaves that are in a bond and have no link.',
          queries: [{ expr: `sum(netsteward_bond_slaves_lacking{${BOND}})` }],
          alarm: 'warning',
          alerts: ['BondSlaveDown'],
        },
        {
          kind: 'stat',
          title: 'Outside the aggregator',
          about:
            'Bonds with a slave that is up and carries nothing, because LACP put it into another aggregator: mostly two switches that are not one system.',
          queries: [{ expr: `sum(netsteward_bond_aggregator_mismatch{${BOND}})` }],
          alarm: 'warning',
          alerts: ['BondAggregatorMismatch'],
        },
        {
          kind: 'stat',
          title: 'OVS members off',
          about: 'Members that bonds of Open vSwitch do not use: their link is down, or LACP holds them back.',
          queries: [{ expr: `sum(netsteward_ovs_bond_members{${OVS}} - netsteward_ovs_bond_members_enabled{${OVS}})` }],
          alarm: 'warning',
          alerts: ['OvsBondMemberOff', 'OvsBondWithoutRedundancy'],
        },
        {
          kind: 'stat',
          title: 'OVS bonds down',
          about: 'Bonds of Open vSwitch without a member in use.',
          queries: [
            {
              expr: `sum((netsteward_ovs_bond_members_enabled{${OVS}} == bool 0) * (netsteward_ovs_bond_members{${OVS}} > bool 0))`,
            },
          ],
          alarm: 'critical',
          alerts: ['OvsBondDown'],
        },
      ],
    },
    {
      title: 'Kernel bonds',
      panels: [
        {
          kind: 'table',
          title: 'Bonds',
          about: 'Every bond with its settings. A bond that lacks links stands first.',
          queries: [
            { expr: `netsteward_bond_slaves{${BOND}}`, legend: 'slaves' },
            { expr: `netsteward_bond_slaves_up{${BOND}}`, legend: 'up' },
            { expr: `netsteward_bond_slaves_lacking{${BOND}}`, legend: 'lacking' },
            { expr: `netsteward_bond_up{${BOND}}`, legend: 'bond is' },
            {
              expr: `netsteward_bond_slaves{${BOND}} * 0 + on (job, instance, netns, bond) group_left (mode, primary, xmit_hash_policy, lacp_rate, fail_over_mac) netsteward_bond_info{${BOND}}`,
              legend: 'info',
            },
          ],
          columns: [
            { of: 'netns' },
            { of: 'bond' },
            { of: 'mode' },
            { of: 'bond is', words: upDown },
            { of: 'slaves' },
            { of: 'up' },
            { of: 'lacking', alarm: 'warning' },
            { of: 'primary' },
            { of: 'xmit_hash_policy', title: 'hash policy' },
            { of: 'lacp_rate', title: 'LACP rate' },
            { of: 'fail_over_mac', title: 'fail-over MAC' },
          ],
          worstFirst: 'lacking',
        },
        {
          kind: 'graph',
          title: 'Slaves and those that are up',
          about: 'A gap between the two lines of a bond is a link that is missing.',
          queries: [
            { expr: `netsteward_bond_slaves{${BOND}}`, legend: '{{netns}} {{bond}} slaves' },
            { expr: `netsteward_bond_slaves_up{${BOND}}`, legend: '{{netns}} {{bond}} up' },
          ],
          alerts: ['BondSlaveDown', 'BondWithoutRedundancy'],
        },
        {
          kind: 'states',
          title: 'Active slave',
          about:
            'Which slave carried the traffic when, in modes that have an active one. Each change interrupts traffic.',
          queries: [{ expr: `netsteward_bond_active_slave{${BOND}}`, legend: SLAVE }],
          words: [
            ['standby', 'plain'],
            ['active', 'good'],
          ],
          width: 8,
          alerts: ['BondNoActiveSlave', 'BondFailingOver'],
        },
        {
          kind: 'states',
          title: 'Links of slaves',
          about: 'What the bond thinks of each link. Going back and going down are the delays updelay and downdelay.',
          ...mii,
          width: 8,
          alerts: ['BondSlaveFlapping'],
        },
        {
          kind: 'graph',
          title: 'Failovers',
          about: 'Changes of the active slave in 15 minutes. A failover and the way back are two.',
          queries: [{ expr: `increase(netsteward_bond_failovers_total{${BOND}}[15m])`, legend: '{{netns}} {{bond}}' }],
          thresholds: ['BondFailingOver'],
        },
        {
          kind: 'graph',
          title: 'Failures of links',
          about: 'How often the link of a slave failed in 15 minutes.',
          queries: [{ expr: `increase(netsteward_bond_slave_link_failures_total{${BOND}}[15m])`, legend: SLAVE }],
          thresholds: ['BondSlaveFlapping'],
          alerts: ['BondActiveSlaveFailing'],
        },
        {
          kind: 'graph',
          title: 'Speed of slaves',
          about: 'Slaves of one bond should have the same speed. A link that is down keeps the last one.',
          queries: [{ expr: `netsteward_bond_slave_speed_bytes_per_second{${BOND}}`, legend: SLAVE }],
          unit: 'Bps',
        },
      ],
    },
    {
      title: 'LACP of the kernel',
      folded: true,
      panels: [
        {
          kind: 'table',
          title: 'Aggregators and partners',
          about:
            'Slaves of one bond should hear the same partner and be in the same aggregator. Without a partner nobody speaks LACP at the other end.',
          queries: [
            { expr: `netsteward_bond_slave_aggregator_id{${BOND}}`, legend: 'aggregator' },
            {
              expr: `netsteward_bond_slave_lacp_port_state{${BOND},side="actor"} * on (job, instance, netns, bond, slave) group_left (system_address, partner_address) netsteward_bond_slave_lacp_info{${BOND}}`,
              legend: 'port state',
            },
            { expr: `netsteward_bond_slave_lacp_key{${BOND},side="actor"}`, legend: 'own key' },
            {
              expr: `sum without (side) (netsteward_bond_slave_lacp_key{${BOND},side="partner"})`,
              legend: 'key of the partner',
            },
          ],
          columns: [
            { of: 'netns' },
            { of: 'bond' },
            { of: 'slave' },
            { of: 'aggregator' },
            { of: 'system_address', title: 'system' },
            { of: 'partner_address', title: 'partner' },
            { of: 'port state' },
            { of: 'own key' },
            { of: 'key of the partner' },
          ],
          alerts: ['BondLacpPartnerLost', 'BondWithoutLacpPartner'],
        },
        {
          kind: 'graph',
          title: 'Ports of the active aggregator',
          about: 'Fewer ports than slaves that are up: some carry nothing.',
          queries: [
            { expr: `netsteward_bond_active_aggregator_ports{${BOND}}`, legend: '{{netns}} {{bond}}' },
            { expr: `netsteward_bond_min_links{${BOND}}`, legend: '{{netns}} {{bond}} needs' },
          ],
          alerts: ['BondAggregatorMismatch'],
        },
        {
          kind: 'states',
          title: 'Churn',
          about:
            'Whether LACP comes to an agreement on a slave: churned means that a side did not join within a minute.',
          ...asNumber(
            'netsteward_bond_slave_churn_state',
            'state',
            [
              ['none', 'good'],
              ['monitoring', 'info'],
              ['churned', 'critical'],
            ],
            { matchers: BOND, legend: `${SLAVE} {{side}}` },
          ),
          width: 8,
          alerts: ['BondLacpChurning'],
        },
        {
          kind: 'graph',
          title: 'Times churned',
          about: 'How often a side did not join an aggregator, since the slave is in the bond.',
          queries: [{ expr: `netsteward_bond_slave_churned_total{${BOND}}`, legend: `${SLAVE} {{side}}` }],
          alerts: ['BondLacpChurning'],
        },
      ],
    },
    {
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
          about:
            'Off is not used. The active member carries everything in active-backup, and broadcasts in other modes.',
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
    },
  ],
};
