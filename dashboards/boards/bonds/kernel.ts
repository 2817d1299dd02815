import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { upDown } from '../words.ts';
import { BOND, SLAVE } from './terms.ts';

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

export const kernelRow: Row = {
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
      about: 'Which slave carried the traffic when, in modes that have an active one. Each change interrupts traffic.',
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
};
