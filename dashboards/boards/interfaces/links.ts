import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { upDown } from '../words.ts';
import { IF, NAME } from './terms.ts';

const states = asNumber(
  'netsteward_interface_state',
  'state',
  [
    ['up', 'good'],
    ['unknown', 'good'],
    ['admin-down', 'plain'],
    ['no-carrier', 'warning'],
    ['lower-layer-down', 'warning'],
    ['dormant', 'warning'],
    ['testing', 'info'],
    ['not-present', 'warning'],
  ],
  { matchers: IF, legend: NAME },
);

export const linksRow: Row = {
  title: 'Links',
  panels: [
    {
      kind: 'stat',
      title: 'Without carrier',
      about: 'Physical ports that are set up and have no carrier.',
      queries: [
        {
          expr: 'sum(((netsteward_interface_carrier == bool 0) and ignoring (kind, master, parent, address, driver, firmware, bus) netsteward_interface_info{kind="physical"}))',
        },
      ],
      alarm: 'warning',
      alerts: ['InterfaceNoCarrier'],
    },
    {
      kind: 'stat',
      title: 'Half duplex',
      about: 'Links whose ends did not agree on how to talk.',
      queries: [{ expr: 'sum(netsteward_interface_full_duplex == bool 0)' }],
      alarm: 'warning',
      alerts: ['InterfaceHalfDuplex'],
    },
    {
      kind: 'stat',
      title: 'Interfaces',
      about: 'Interfaces in all, in all namespaces that are looked into.',
      queries: [{ expr: 'count(netsteward_interface_info)' }],
    },
    {
      kind: 'graph',
      title: 'Changes of carrier in 10 minutes',
      about: 'How often the carrier came or went. The twenty that changed most.',
      queries: [{ expr: `topk(20, increase(netsteward_interface_carrier_changes_total{${IF}}[10m]))`, legend: NAME }],
      thresholds: ['InterfaceCarrierFlapping'],
      width: 12,
    },
    {
      kind: 'table',
      title: 'What each one is',
      about: 'Every interface with what it is. Choose above which ones.',
      queries: [
        { expr: `netsteward_interface_admin_up{${IF}}`, legend: 'set' },
        { expr: `netsteward_interface_carrier{${IF}}`, legend: 'carrier' },
        { expr: `netsteward_interface_speed_bytes{${IF}}`, legend: 'speed' },
        { expr: `netsteward_interface_mtu_bytes{${IF}}`, legend: 'MTU' },
        { expr: `netsteward_interface_transmit_queue_limit_packets{${IF}}`, legend: 'queue length' },
        {
          expr: `netsteward_interface_admin_up{${IF}} * 0 + on (job, instance, netns, interface) group_left (kind, master, parent, address, driver, firmware) netsteward_interface_info{${IF}}`,
          legend: 'info',
        },
      ],
      columns: [
        { of: 'netns' },
        { of: 'interface' },
        { of: 'kind' },
        {
          of: 'set',
          words: [
            ['down', 'plain'],
            ['up', 'good'],
          ],
        },
        { of: 'carrier', words: upDown },
        { of: 'speed', unit: 'Bps' },
        { of: 'MTU', unit: 'bytes' },
        { of: 'queue length' },
        { of: 'master' },
        { of: 'parent' },
        { of: 'address' },
        { of: 'driver' },
        { of: 'firmware' },
      ],
    },
    {
      kind: 'states',
      title: 'States',
      about: 'What the kernel says of each interface over time.',
      ...states,
      width: 24,
    },
  ],
};
