import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { BOND, SLAVE } from './terms.ts';

export const lacpRow: Row = {
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
      about: 'Whether LACP comes to an agreement on a slave: churned means that a side did not join within a minute.',
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
};
