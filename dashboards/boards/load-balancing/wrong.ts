import type { Row } from '../../model/board.ts';

export const wrongRow: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Addresses nobody answers',
      about: 'Virtual addresses behind which no member is healthy, by our own checks.',
      queries: [{ expr: 'sum(netsteward_health_virtual_address_members_healthy == bool 0)' }],
      alarm: 'critical',
      alerts: ['VirtualAddressWithoutMembers', 'PoolWithoutMembers'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'Pools below minimum',
      about: 'Pools with fewer healthy members than they should have.',
      queries: [
        { expr: 'sum(netsteward_health_pool_members_healthy < bool netsteward_health_pool_members_healthy_minimum)' },
      ],
      alarm: 'warning',
      alerts: ['PoolBelowMinimum'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'Members down',
      about: 'Members that our own checks hold INACTIVE.',
      queries: [{ expr: 'sum(netsteward_health_member_up == bool 0)' }],
      alarm: 'warning',
      alerts: ['MemberDown', 'MemberFlapping'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'Disagreements',
      about: 'Members that our own check and a load balancer hold for the opposite.',
      queries: [{ expr: 'sum(netsteward_lb_agreement_members{agreement="disagrees"})' }],
      alarm: 'warning',
      alerts: ['BalancerDisagrees'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'HAProxy backends down',
      about: 'Backends without a server that can be used.',
      queries: [{ expr: 'sum(netsteward_haproxy_backend_up == bool 0)' }],
      alarm: 'critical',
      alerts: ['HaproxyBackendDown', 'HaproxyDown'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'HAProxy servers down',
      about: 'Servers of HAProxy in the state DOWN. Maintenance is not counted.',
      queries: [
        {
          expr: 'sum(netsteward_haproxy_backend_servers{state="DOWN"}) or 0 * count(netsteward_haproxy_backend_servers)',
        },
      ],
      alarm: 'warning',
      alerts: ['HaproxyServerDown'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'VRRP instances in trouble',
      about: 'Instances in fault, with a rival master, without any master, or with their addresses in the wrong place.',
      queries: [
        {
          expr: 'count((netsteward_keepalived_instance_rival == 1) or (netsteward_keepalived_instance_master_heard == 0) or sum without (state) (netsteward_keepalived_instance_state{state="FAULT"})) or 0 * count(netsteward_keepalived_instance_info)',
        },
      ],
      alarm: 'critical',
      alerts: ['KeepalivedTwoMasters', 'KeepalivedNoMaster', 'KeepalivedFault'],
      width: 3,
    },
    {
      kind: 'stat',
      title: 'IPVS services without destination',
      about: 'Virtual services of IPVS of which no destination gets connections.',
      queries: [{ expr: 'sum(netsteward_ipvs_service_usable_destinations == bool 0)' }],
      alarm: 'critical',
      alerts: ['IpvsServiceWithoutDestinations'],
      width: 3,
    },
  ],
};
