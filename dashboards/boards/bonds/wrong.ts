import type { Row } from '../../model/board.ts';
import { BOND, OVS } from './terms.ts';

export const wrongRow: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Bonds down',
      about: 'Kernel bonds with slaves of which none carries traffic. Everything behind them is cut off.',
      queries: [{ expr: `sum((netsteward_bond_up{${BOND}} == bool 0) * (netsteward_bond_slaves{${BOND}} > bool 0))` }],
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
};
