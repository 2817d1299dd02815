import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';

const vrrp = asNumber(
  'netsteward_keepalived_instance_state',
  'state',
  [
    ['INIT', 'info'],
    ['BACKUP', 'plain'],
    ['MASTER', 'good'],
    ['FAULT', 'critical'],
  ],
  { legend: '{{vrrp_instance}}' },
);

export const keepalivedRow: Row = {
  title: 'keepalived',
  panels: [
    {
      kind: 'states',
      title: 'VRRP',
      about: 'State of each instance over time. A change is a failover.',
      ...vrrp,
      width: 8,
      alerts: ['KeepalivedFault', 'KeepalivedFailingOver', 'KeepalivedDown'],
    },
    {
      kind: 'table',
      title: 'Instances',
      about:
        'Each instance with its priorities, whether its addresses are on their devices (1 all, 0.5 some), and whom it hears.',
      queries: [
        { expr: 'netsteward_keepalived_instance_base_priority', legend: 'priority' },
        { expr: 'netsteward_keepalived_instance_effective_priority', legend: 'now' },
        { expr: 'netsteward_keepalived_instance_addresses_present', legend: 'addresses here' },
        { expr: 'netsteward_keepalived_instance_rival', legend: 'rival', rare: 'only known of a master' },
        {
          expr: 'netsteward_keepalived_instance_master_heard',
          legend: 'hears a master',
          rare: 'only known of a backup after two looks',
        },
        { expr: 'time() - netsteward_keepalived_instance_last_transition_time_seconds', legend: 'for' },
        { expr: 'netsteward_keepalived_instance_advert_interval_seconds', legend: 'adverts every' },
        {
          expr: 'netsteward_keepalived_instance_base_priority * 0 + on (job, instance, daemon, vrrp_instance) group_left (interface, router_id, addresses) netsteward_keepalived_instance_info',
          legend: 'info',
        },
      ],
      columns: [
        { of: 'vrrp_instance', title: 'instance' },
        { of: 'interface' },
        { of: 'router_id', title: 'router' },
        { of: 'addresses' },
        { of: 'priority' },
        { of: 'now' },
        { of: 'addresses here' },
        {
          of: 'rival',
          words: [
            ['no', 'good'],
            ['yes', 'critical'],
          ],
        },
        {
          of: 'hears a master',
          words: [
            ['no', 'critical'],
            ['yes', 'good'],
          ],
        },
        { of: 'adverts every', unit: 's' },
        { of: 'for', unit: 's' },
      ],
      alerts: ['KeepalivedTwoMasters', 'KeepalivedNoMaster', 'KeepalivedAddressesMissing', 'KeepalivedAddressesLeft'],
      width: 16,
    },
    {
      kind: 'graph',
      title: 'Became master in 15 minutes',
      about: 'How often each instance became master.',
      queries: [
        { expr: 'increase(netsteward_keepalived_instance_became_master_total[15m])', legend: '{{vrrp_instance}}' },
      ],
      thresholds: ['KeepalivedFailingOver'],
    },
    {
      kind: 'graph',
      title: 'Released, and priority 0',
      about: 'Times that an instance ceased to be master, and adverts of a master that goes.',
      queries: [
        {
          expr: 'increase(netsteward_keepalived_instance_released_master_total[15m])',
          legend: '{{vrrp_instance}} released',
        },
        {
          expr: 'increase(netsteward_keepalived_instance_priority_zero_received_total[15m])',
          legend: '{{vrrp_instance}} priority 0 received',
        },
        {
          expr: 'increase(netsteward_keepalived_instance_priority_zero_sent_total[15m])',
          legend: '{{vrrp_instance}} priority 0 sent',
        },
      ],
    },
    {
      kind: 'graph',
      title: 'Adverts',
      about: 'Sent by a master, received by a backup. Both at once: two masters.',
      queries: [
        {
          expr: 'rate(netsteward_keepalived_instance_adverts_sent_total[$__rate_interval])',
          legend: '{{vrrp_instance}} sent',
        },
        {
          expr: 'rate(netsteward_keepalived_instance_adverts_received_total[$__rate_interval])',
          legend: '{{vrrp_instance}} received',
        },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Adverts refused in 10 minutes',
      about: 'For what is in them, or for their authentication: another router is set up differently.',
      queries: [
        {
          expr: 'increase(netsteward_keepalived_instance_authentication_errors_total[10m])',
          legend: '{{vrrp_instance}} authentication, {{error}}',
        },
        {
          expr: 'increase(netsteward_keepalived_instance_packet_errors_total[10m])',
          legend: '{{vrrp_instance}} {{error}}',
        },
      ],
      thresholds: ['KeepalivedAdvertsRefused'],
    },
    {
      kind: 'states',
      title: 'Tracked scripts',
      about: 'Whether each script succeeded when it was last run.',
      queries: [{ expr: 'netsteward_keepalived_script_good', legend: '{{script}}' }],
      words: [
        ['fails', 'critical'],
        ['good', 'good'],
      ],
      alerts: ['KeepalivedScriptFailing'],
      width: 8,
    },
  ],
};
