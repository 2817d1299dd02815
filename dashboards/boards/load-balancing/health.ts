import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { badWhenYes } from '../words.ts';

const POOL = 'pool=~"$pool"';
const MEMBER = '{{pool}} {{member}}';

export const healthRow: Row = {
  title: 'Our own checks',
  panels: [
    {
      kind: 'table',
      title: 'Pools',
      about: 'Members of each pool, how many are healthy, and how many should be.',
      queries: [
        { expr: `netsteward_health_pool_members{${POOL}}`, legend: 'members' },
        { expr: `netsteward_health_pool_members_enabled{${POOL}}`, legend: 'enabled' },
        { expr: `netsteward_health_pool_members_healthy{${POOL}}`, legend: 'healthy' },
        { expr: `netsteward_health_pool_members_healthy_minimum{${POOL}}`, legend: 'at least' },
        { expr: `netsteward_health_pool_members_unknown{${POOL}}`, legend: 'unknown' },
      ],
      columns: [
        { of: 'pool' },
        { of: 'members' },
        { of: 'enabled' },
        { of: 'healthy' },
        { of: 'at least' },
        { of: 'unknown', alarm: 'warning' },
      ],
      alerts: ['PoolWithoutMembers', 'PoolBelowMinimum', 'MembersUnknown'],
      width: 12,
    },
    {
      kind: 'states',
      title: 'Members',
      about: 'What our own checks hold of each member, over time. A member of which nothing is known is not drawn.',
      queries: [{ expr: `netsteward_health_member_up{${POOL}}`, legend: MEMBER }],
      words: [
        ['INACTIVE', 'critical'],
        ['ACTIVE', 'good'],
      ],
      alerts: ['MemberDown', 'MemberFlapping'],
    },
    {
      kind: 'table',
      title: 'How the last checks ended',
      about:
        'Each member with what was set for it, what it is now, how its last check ended, and for how long it is so.',
      queries: [
        { expr: `netsteward_health_member_state_info{${POOL}}`, legend: 'info' },
        {
          expr: `time() - netsteward_health_member_state_since_timestamp_seconds{${POOL}}`,
          legend: 'for',
        },
        {
          expr: `netsteward_health_member_flapping{${POOL}}`,
          legend: 'flapping',
          rare: 'only told of members that flap',
        },
      ],
      columns: [
        { of: 'pool' },
        { of: 'member' },
        { of: 'state' },
        { of: 'admin_state', title: 'set to' },
        { of: 'operating_status', title: 'status' },
        { of: 'last_result', title: 'last check' },
        { of: 'for', unit: 's' },
        { of: 'flapping', words: badWhenYes },
      ],
      width: 16,
    },
    {
      kind: 'graph',
      title: 'Healthy members of virtual addresses',
      about: 'With 0 nobody answers there.',
      queries: [{ expr: 'netsteward_health_virtual_address_members_healthy', legend: '{{virtual_address}}' }],
      alerts: ['VirtualAddressWithoutMembers'],
    },
    {
      kind: 'graph',
      title: 'Time of checks',
      about: 'The slowest of twenty checks of each pool takes at least this long, whatever came of it.',
      queries: [
        {
          expr: `histogram_quantile(0.95, rate(netsteward_health_check_duration_seconds_bucket{${POOL}}[$__rate_interval]))`,
          legend: '{{pool}}',
        },
      ],
      unit: 's',
    },
    {
      kind: 'spread',
      title: 'Time of checks, spread',
      about:
        'How the checks of the chosen pools spread over the time that they took. Two bands: some members are slower.',
      queries: [
        {
          expr: `sum by (le) (rate(netsteward_health_check_duration_seconds_bucket{${POOL}}[$__rate_interval]))`,
          legend: '{{le}}',
        },
      ],
      unit: 's',
      width: 8,
    },
    {
      kind: 'graph',
      title: 'Results of checks',
      about: 'How checks ended: ok, refused, timeout, wrong status and so on.',
      queries: [
        { expr: `rate(netsteward_health_checks_total{${POOL}}[$__rate_interval])`, legend: '{{pool}} {{result}}' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Changes of mind',
      about: 'How often the verdict about a member changed in 15 minutes. The twenty that changed most.',
      queries: [
        { expr: `topk(20, increase(netsteward_health_member_transitions_total{${POOL}}[15m]))`, legend: MEMBER },
      ],
      alerts: ['MemberFlapping'],
    },
    {
      kind: 'graph',
      title: 'Certificates run out in',
      about: 'Time that is left to the certificates of members, the shortest ten.',
      queries: [
        {
          expr: `bottomk(10, netsteward_health_member_certificate_expiry_timestamp_seconds{${POOL}} - time())`,
          legend: MEMBER,
        },
      ],
      unit: 's',
      thresholds: ['CertificateExpiring', 'CertificateExpiresSoon'],
    },
    {
      kind: 'table',
      title: 'Who disagrees',
      about:
        'Members that a load balancer on this host and our own check hold for the opposite. Believe neither before you have asked the member yourself.',
      queries: [{ expr: 'netsteward_lb_agreement_disagreement_seconds', legend: 'for' }],
      columns: [
        { of: 'pool' },
        { of: 'member' },
        { of: 'balancer' },
        { of: 'entry' },
        { of: 'own' },
        { of: 'theirs' },
        { of: 'for', unit: 's' },
      ],
      worstFirst: 'for',
      alerts: ['BalancerDisagrees'],
      width: 16,
      quiet: {
        why: 'nobody disagrees.',
        shownBy: ['netsteward_lb_agreement_disagreement_seconds{pool="web",member="a",balancer="haproxy"} 60x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Agreement',
      about: 'Members that a balancer has too, by whether it agrees with our own check.',
      queries: [{ expr: 'netsteward_lb_agreement_members', legend: '{{balancer}} {{agreement}}' }],
      stacked: true,
    },
  ],
};

export const checkerRow: Row = {
  title: 'The checker itself',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Left out, waited, not believed in 5 minutes',
      about:
        'Checks left out because the one before still ran, that waited for a socket, or whose timeout was not believed because the agent was too busy.',
      queries: [
        { expr: 'increase(netsteward_health_checker_missed_total[5m])', legend: 'left out' },
        { expr: 'increase(netsteward_health_checker_waited_total[5m])', legend: 'waited' },
        { expr: 'increase(netsteward_health_checker_untrusted_total[5m])', legend: 'not believed' },
      ],
      alerts: ['HealthCheckerLate', 'HealthCheckerShortOfSockets'],
    },
    {
      kind: 'graph',
      title: 'Sockets',
      about: 'Open for checks, and how many may be.',
      queries: [
        { expr: 'netsteward_health_checker_open_sockets', legend: 'open' },
        { expr: 'netsteward_health_checker_open_sockets_limit', legend: 'limit' },
      ],
    },
    {
      kind: 'graph',
      title: 'Lateness',
      about: 'By how much the clock of the checker was late at worst between two readings.',
      queries: [{ expr: 'netsteward_health_checker_lateness_seconds', legend: 'late by' }],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Deaths in 15 minutes',
      about: 'How often the checker died and began anew.',
      queries: [{ expr: 'increase(netsteward_health_checker_losses_total[15m])', legend: 'deaths' }],
      thresholds: ['HealthCheckerDying'],
    },
  ],
};

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
