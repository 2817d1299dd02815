import type { Panel, Row } from '../../model/board.ts';
import { grownIn } from '../../model/grown-in.ts';
import { BY } from './terms.ts';

/** The ten hosts that stand out. */
const outliers = (title: string, about: string, expr: string, more: Partial<Panel> = {}): Panel => ({
  kind: 'bars',
  title,
  about,
  queries: [{ expr: `topk(10, ${expr})`, legend: '{{instance}}' }],
  ...more,
});

export const outliersRow: Row = {
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
};
