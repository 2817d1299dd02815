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
