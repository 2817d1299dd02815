import type { Row } from '../../model/board.ts';
import { badWhenYes } from '../words.ts';

export const placementRow: Row = {
  title: 'Guests on NUMA nodes',
  panels: [
    {
      kind: 'stat',
      title: 'Guests across nodes',
      about:
        'Guests whose CPUs, memory and devices are on more than one NUMA node: they pay for each access to the other.',
      queries: [{ expr: 'sum(netsteward_placement_guest_nodes > bool 1)' }],
      alarm: 'warning',
      alerts: ['GuestMisplaced'],
    },
    {
      kind: 'stat',
      title: 'Not as declared',
      about: 'Guests that are not on the nodes that the configuration declares for them.',
      queries: [{ expr: 'sum(netsteward_placement_guest_as_declared == bool 0)' }],
      alarm: 'warning',
      alerts: ['GuestNotAsDeclared'],
      quiet: { why: 'no guest is declared.', shownBy: ['netsteward_placement_guest_as_declared{guest="a"} 0+0x20'] },
    },
    {
      kind: 'stat',
      title: 'Queues across nodes',
      about: 'Receive queues polled on another NUMA node than the guest or the card behind them.',
      queries: [{ expr: 'sum(netsteward_placement_rxq_crosses_nodes)' }],
      alarm: 'warning',
      alerts: ['GuestQueueOnWrongNode'],
    },
    {
      kind: 'table',
      title: 'Guests',
      about: 'Where CPUs, memory, hugepages, devices and polled queues of each guest are, node by node.',
      queries: [
        { expr: 'netsteward_placement_guest_cpus', legend: 'CPUs' },
        { expr: 'netsteward_placement_guest_memory_bytes', legend: 'memory' },
        { expr: 'netsteward_placement_guest_hugepages_bytes', legend: 'of it hugepages' },
        { expr: 'netsteward_placement_guest_devices', legend: 'devices' },
        { expr: 'netsteward_placement_guest_polled_queues', legend: 'polled queues' },
      ],
      columns: [
        { of: 'guest' },
        { of: 'node' },
        { of: 'CPUs' },
        { of: 'memory', unit: 'bytes' },
        { of: 'of it hugepages', unit: 'bytes' },
        { of: 'devices' },
        { of: 'polled queues' },
      ],
      width: 12,
    },
    {
      kind: 'table',
      title: 'What is not where it should be',
      about:
        'Parts of guests on a node without their CPUs, CPUs that may run on several nodes, and queues polled from afar.',
      queries: [
        { expr: 'netsteward_placement_guest_mismatches > 0', legend: 'parts' },
        { expr: 'netsteward_placement_guest_floating_cpus > 0', legend: 'floating CPUs' },
      ],
      columns: [{ of: 'guest' }, { of: 'kind' }, { of: 'parts', alarm: 'warning' }, { of: 'floating CPUs' }],
      alerts: ['GuestMisplaced'],
      quiet: {
        why: 'all is where it should be.',
        shownBy: ['netsteward_placement_guest_mismatches{guest="a",kind="memory"} 1x20'],
      },
      width: 8,
    },
    {
      kind: 'table',
      title: 'Queues and what is behind them',
      about: 'Whether a queue is polled on the NUMA node of the guest or card behind it.',
      queries: [{ expr: 'netsteward_placement_rxq_crosses_nodes', legend: 'on another node' }],
      columns: [{ of: 'port' }, { of: 'queue' }, { of: 'behind' }, { of: 'on another node', words: badWhenYes }],
      worstFirst: 'on another node',
      width: 4,
    },
  ],
};
