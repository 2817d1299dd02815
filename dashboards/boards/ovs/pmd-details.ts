import type { Panel, Row } from '../../model/board.ts';
import { CORE } from './pmd-terms.ts';

const rate = (what: string, more = ''): string => `rate(netsteward_pmd_${what}_total${more}[$__rate_interval])`;
const perPacket = (what: string): string => `${rate(what)} / (${rate('rx_packets')} > 0)`;
const histogram = (title: string, metric: string, about: string): Panel => ({
  kind: 'spread',
  title,
  about: `${about} Only while other_config:pmd-perf-metrics is on.`,
  queries: [{ expr: `sum by (le) (rate(netsteward_pmd_${metric}_bucket[$__rate_interval]))`, legend: '{{le}}' }],
});

export const pmdDetailRow: Row = {
  title: 'PMD threads: packets and cycles',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'PMD packets received',
      about: 'By PMD, and by the main thread from ports that no PMD polls.',
      queries: [
        { expr: rate('rx_packets'), legend: CORE },
        { expr: 'rate(netsteward_pmd_main_thread_rx_packets_total[$__rate_interval])', legend: 'main thread' },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'PMD packets sent',
      about: 'Packets sent by each PMD.',
      queries: [{ expr: rate('tx_packets'), legend: CORE }],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Upcalls',
      about: 'Packets of unknown flows handed up to be looked at: slow, and many of them are a storm of new flows.',
      queries: [
        { expr: rate('upcalls'), legend: CORE },
        { expr: 'rate(netsteward_pmd_main_thread_upcalls_total[$__rate_interval])', legend: 'main thread' },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Cycles for a packet',
      about: 'Busy cycles for each packet received. More than usual: longer lookups, more recirculation, a cold cache.',
      queries: [
        {
          expr: `sum without (state) (${rate('cycles', '{state="busy"}')}) / (${rate('rx_packets')} > 0)`,
          legend: CORE,
        },
      ],
    },
    {
      kind: 'graph',
      title: 'Passes for a packet',
      about:
        'Lookups for each packet received: above 1 packets are recirculated (connection tracking, bonds, tunnels).',
      queries: [{ expr: perPacket('passes'), legend: CORE }],
    },
    {
      kind: 'graph',
      title: 'Packets in a batch',
      about: 'Larger batches cost less for each packet.',
      queries: [{ expr: `${rate('tx_packets')} / (${rate('tx_batches')} > 0)`, legend: CORE }],
    },
    {
      kind: 'graph',
      title: 'Answered by each cache',
      about:
        'Marked by hardware, simple match, exact match (EMC), signature match (SMC), megaflow: the later, the slower.',
      queries: [
        { expr: `sum without (core, node) (${rate('hits')})`, legend: '{{cache}}' },
        {
          expr: 'rate(netsteward_pmd_main_thread_hits_total[$__rate_interval])',
          legend: 'main thread {{cache}}',
        },
      ],
      unit: 'pps',
      stacked: true,
    },
    {
      kind: 'graph',
      title: 'Flow tables asked for a hit',
      about: 'Of each hit in the megaflow table. Many tables make lookups slow.',
      queries: [{ expr: 'netsteward_pmd_lookups_per_hit', legend: CORE }],
      quiet: {
        why: 'no packet needed the megaflow table.',
        shownBy: ['netsteward_pmd_lookups_per_hit{core="1"} 1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Cycles',
      about: 'Spent in iterations with packets (busy) and without (idle).',
      queries: [{ expr: rate('cycles'), legend: `${CORE} {{state}}` }],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Time of an iteration',
      about: 'Average time to ask all queues once.',
      queries: [{ expr: `1 / (${rate('iterations')} > 0)`, legend: CORE }],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Iterations with packets',
      about: 'Share of the iterations that found packets.',
      queries: [{ expr: `${rate('busy_iterations')} / (${rate('iterations')} > 0)`, legend: CORE }],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Asleep',
      about: 'Share of the time that a PMD slept because it had nothing to do (pmd-maxsleep).',
      queries: [{ expr: rate('sleep_seconds'), legend: CORE }],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Voluntary context switches',
      about: 'Times that a PMD gave its core up, to sleep or to wait.',
      queries: [{ expr: rate('voluntary_context_switches'), legend: CORE }],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Receive queues, wanted and there',
      about: 'A port with fewer queues than it was asked to have.',
      queries: [
        { expr: 'netsteward_pmd_port_rx_queues', legend: '{{port}} there' },
        { expr: 'netsteward_pmd_port_rx_queues_requested', legend: '{{port}} wanted' },
      ],
      alerts: ['OvsRxQueuesMissing'],
    },
    {
      kind: 'states',
      title: 'Load balancing',
      about: 'Whether Open vSwitch moves queues between PMDs by itself.',
      queries: [{ expr: 'netsteward_pmd_auto_load_balance_enabled', legend: '{{daemon}} moves queues' }],
      words: [
        ['no', 'plain'],
        ['yes', 'info'],
      ],
      width: 8,
    },
    histogram('Cycles of an iteration', 'iteration_cycles', 'How iterations spread over the cycles that they took.'),
    histogram('Packets of an iteration', 'iteration_packets', 'How many packets iterations received.'),
    histogram('Cycles for a packet, spread', 'packet_cycles', 'Cycles for a packet, on average over an iteration.'),
    histogram('Packets in a batch received', 'batch_packets', 'Packets in a batch, on average over an iteration.'),
    histogram(
      'Waiting in vhost-user queues',
      'vhost_queue_packets',
      'Packets in the fullest queue: 32 and more is a guest that floods.',
    ),
    histogram(
      'Cycles of an upcall',
      'upcall_cycles',
      'Cycles for an upcall, on average over an iteration that had some.',
    ),
    histogram('Upcalls of an iteration', 'iteration_upcalls', 'How many upcalls iterations had.'),
  ],
};
