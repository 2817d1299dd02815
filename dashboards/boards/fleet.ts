import type { Board, Panel } from '../model/board.ts';
import { grownIn } from '../model/grown-in.ts';
import { alertTableOfAll, firing } from './alert-tables.ts';

const HOST = { of: 'instance', title: 'host', leads: { board: 'host' } } as const;
const BY = 'by (job, instance) ';

/** The ten hosts that stand out. */
const outliers = (title: string, about: string, expr: string, more: Partial<Panel> = {}): Panel => ({
  kind: 'bars',
  title,
  about,
  queries: [{ expr: `topk(10, ${expr})`, legend: '{{instance}}' }],
  ...more,
});

export const fleet: Board = {
  name: 'fleet',
  title: 'Fleet',
  about: 'All hosts of a job on one page, those that stand out first. A click on a host leads to its overview.',
  scope: 'fleet',
  rows: [
    {
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
    },
    {
      title: 'Outliers',
      panels: [
        outliers(
          'Events in an hour',
          'Warnings and worse. A host far above the others has something that flaps.',
          `sum ${BY}(${grownIn('netsteward_events_total{severity=~"warning|critical"}', '1h')})`,
          {
            quiet: {
              why: 'nothing happened that is worth a warning.',
              shownBy: ['netsteward_events_total{type="netsteward.bond.state-changed",severity="warning"} 0+1x20'],
            },
          },
        ),
        outliers('Links lacking', 'Slaves of bonds that are down.', `sum ${BY}(netsteward_bond_slaves_lacking)`, {
          alarm: 'warning',
        }),
        outliers(
          'Fullest connection tracking',
          'Share of the limit.',
          `max ${BY}(netsteward_conntrack_fullest_namespace_ratio)`,
          { unit: 'percentunit', thresholds: ['ConntrackFilling', 'ConntrackNearlyFull'] },
        ),
        outliers('Busiest PMD', 'At 100 % packets are lost.', `max ${BY}(netsteward_pmd_busy_ratio)`, {
          unit: 'percentunit',
          thresholds: ['PmdOverloaded'],
        }),
        outliers(
          'Packets dropped',
          'By interfaces, a second.',
          `sum ${BY}(rate(netsteward_interface_receive_drops_total[$__rate_interval]) + rate(netsteward_interface_transmit_drops_total[$__rate_interval]))`,
          { unit: 'pps' },
        ),
        outliers(
          'Lost upcalls',
          'Packets of new flows that Open vSwitch lost, a second.',
          `sum ${BY}(rate(netsteward_ovs_datapath_lost_total[$__rate_interval]))`,
          { unit: 'pps' },
        ),
        outliers(
          'Guests across nodes',
          'Guests on more than one NUMA node.',
          `sum ${BY}(netsteward_placement_guest_nodes > bool 1)`,
          {
            alarm: 'info',
          },
        ),
        outliers(
          'Load for a CPU',
          'Load of five minutes for each CPU. PMDs count as one each.',
          `max ${BY}(netsteward_host_load5 / netsteward_host_cpu_threads)`,
        ),
        outliers(
          'Memory in use',
          'Share of the memory that is not available.',
          `max ${BY}(1 - netsteward_host_memory_available_bytes / netsteward_host_memory_bytes)`,
          { unit: 'percentunit' },
        ),
        outliers('Agent: CPU', 'Share of a CPU that the agent uses.', 'rate(process_cpu_seconds_total[5m])', {
          unit: 'percentunit',
          thresholds: ['AgentBusy'],
        }),
        outliers('Agent: memory', 'Resident memory of the agent.', 'process_resident_memory_bytes', {
          unit: 'bytes',
          thresholds: ['AgentMemoryHigh'],
        }),
        outliers('Agent: series', 'Series that a scrape brings.', 'scrape_samples_scraped'),
      ],
    },
    {
      title: 'Over time',
      folded: true,
      panels: [
        {
          kind: 'graph',
          title: 'Alerts of all hosts',
          about: 'How many fire, by severity.',
          queries: [
            { expr: firing('critical'), legend: 'critical' },
            { expr: firing('warning'), legend: 'warning' },
          ],
          stacked: true,
          width: 12,
        },
        {
          kind: 'graph',
          title: 'Agents that answer',
          about: 'A step down for many at once is the network, or a roll-out.',
          queries: [{ expr: 'sum(up)', legend: 'agents' }],
          width: 12,
        },
        {
          kind: 'table',
          title: 'Versions',
          about: 'How many hosts run which version of the agent, and which kernel.',
          queries: [
            { expr: 'count by (version) (netsteward_build_info)', legend: 'agents' },
            { expr: 'count by (kernel) (netsteward_host_info)', legend: 'hosts' },
          ],
          columns: [{ of: 'version' }, { of: 'agents' }, { of: 'kernel' }, { of: 'hosts' }],
          width: 12,
        },
      ],
    },
  ],
};
