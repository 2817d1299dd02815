import type { Row } from '../../model/board.ts';
import { alertTableOfAll, firing } from '../alert-tables.ts';
import { BY } from './terms.ts';

const HOST = { of: 'instance', title: 'host', leads: { board: 'host' } } as const;

export const wrongRow: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Hosts',
      about: 'Hosts whose agent Prometheus knows of.',
      queries: [{ expr: 'count(up)' }],
    },
    {
      kind: 'stat',
      title: 'Agents away',
      about: 'Hosts whose agent Prometheus does not reach: the agent, the host or the network between.',
      queries: [{ expr: 'sum(up == bool 0)' }],
      alarm: 'critical',
    },
    {
      kind: 'stat',
      title: 'Hosts with critical alerts',
      about: 'Hosts on which at least one critical alert fires.',
      queries: [
        {
          expr: 'count(sum by (job, instance) (netsteward_alerts{alertstate="firing",severity="critical"})) or 0 * count(netsteward_build_info)',
        },
      ],
      alarm: 'critical',
    },
    {
      kind: 'stat',
      title: 'Critical alerts',
      about: 'Of all hosts together.',
      queries: [{ expr: firing('critical') }],
      alarm: 'critical',
    },
    {
      kind: 'stat',
      title: 'Warnings',
      about: 'Of all hosts together.',
      queries: [{ expr: firing('warning') }],
      alarm: 'warning',
    },
    {
      kind: 'stat',
      title: 'Collectors that failed',
      about: 'On all hosts together. What they watch is not known.',
      queries: [{ expr: 'sum(netsteward_collector_outcome{outcome="failed"})' }],
      alarm: 'warning',
      alerts: ['CollectorFailed'],
    },
    {
      kind: 'table',
      title: 'Hosts, the worst first',
      about: 'Every host with its alerts and what stands out. Empty: it does not have this.',
      queries: [
        { expr: firing('critical', BY), legend: 'critical' },
        { expr: firing('warning', BY), legend: 'warnings' },
        { expr: `sum ${BY}(netsteward_collector_outcome{outcome=~"failed|partial"})`, legend: 'not seen' },
        { expr: `sum ${BY}(netsteward_bond_slaves_lacking)`, legend: 'links lacking' },
        { expr: `max ${BY}(netsteward_conntrack_fullest_namespace_ratio)`, legend: 'conntrack' },
        { expr: `max ${BY}(netsteward_pmd_busy_ratio)`, legend: 'busiest PMD' },
        {
          expr: `min ${BY}(netsteward_numa_hugepages_free / (netsteward_numa_hugepages > 0))`,
          legend: 'hugepages free',
        },
        { expr: `sum ${BY}(netsteward_health_member_up == bool 0)`, legend: 'members down' },
        {
          expr: `sum ${BY}(netsteward_actions_pending)`,
          legend: 'actions waiting',
          rare: 'an agent without actions has none that wait',
        },
        { expr: `sum ${BY}(netsteward_actions_stopped)`, legend: 'actions stopped' },
        { expr: `max ${BY}(netsteward_host_uptime_seconds)`, legend: 'up for' },
        { expr: `max by (job, instance, version) (netsteward_build_info)`, legend: 'agent info' },
      ],
      columns: [
        HOST,
        { of: 'job' },
        { of: 'critical', alarm: 'critical' },
        { of: 'warnings', alarm: 'warning' },
        { of: 'not seen', alarm: 'warning' },
        { of: 'links lacking', alarm: 'warning' },
        { of: 'conntrack', unit: 'percentunit', thresholds: ['ConntrackFilling', 'ConntrackNearlyFull'] },
        { of: 'busiest PMD', unit: 'percentunit', thresholds: ['PmdOverloaded'] },
        {
          of: 'hugepages free',
          unit: 'percentunit',
          thresholds: ['HugepagesLow', 'HugepagesNearlyExhausted'],
        },
        { of: 'members down', alarm: 'warning' },
        { of: 'actions waiting', alarm: 'warning' },
        { of: 'actions stopped', alarm: 'info' },
        { of: 'up for', unit: 's' },
        { of: 'version' },
      ],
      worstFirst: 'critical',
      height: 10,
    },
    alertTableOfAll('What fires', 'Every alert that fires, on all hosts.'),
    {
      kind: 'table',
      title: 'Which agents are away',
      about: 'Hosts whose agent Prometheus does not reach.',
      queries: [{ expr: 'up == 0', legend: 'up' }],
      columns: [HOST, { of: 'job' }],
      width: 8,
      quiet: { why: 'every agent is reached.', shownBy: ['up{instance="away:9479"} 0+0x20'] },
    },
    {
      kind: 'table',
      title: 'Which collectors failed',
      about: 'Where nothing is known of what they watch.',
      queries: [{ expr: 'netsteward_collector_outcome{outcome="failed"} == 1', legend: 'failed' }],
      columns: [{ of: 'instance', title: 'host', leads: { board: 'agent' } }, { of: 'collector' }],
      alerts: ['CollectorFailed'],
      width: 8,
      quiet: {
        why: 'none failed.',
        shownBy: ['netsteward_collector_outcome{collector="ovs",outcome="failed"} 1x20'],
      },
    },
    {
      kind: 'bars',
      title: 'What fires most',
      about: 'The same alert on many hosts is one cause: a switch, a roll-out.',
      queries: [
        {
          expr: 'topk(10, count by (alertname) (netsteward_alerts{alertstate="firing"}))',
          legend: '{{alertname}}',
        },
      ],
      quiet: {
        why: 'nothing fires.',
        shownBy: ['netsteward_alerts{alertname="BondDown",alertstate="firing",severity="critical"} 1x20'],
      },
    },
  ],
};
