import type { Row } from '../../model/board.ts';
import { badWhenNo, badWhenYes } from '../words.ts';
import { CORE } from './pmd-terms.ts';

const QUEUE = '{{port}} queue {{queue}}';

export const pmdRow: Row = {
  title: 'PMD threads',
  panels: [
    {
      kind: 'graph',
      title: 'Busy',
      about: 'Share of its time that each PMD worked on packets, by its cycles and the time that it slept.',
      queries: [{ expr: 'netsteward_pmd_busy_ratio', legend: `${CORE} (node {{node}})` }],
      unit: 'percentunit',
      thresholds: ['PmdOverloaded'],
      alerts: ['PmdImbalanced'],
      width: 12,
    },
    {
      kind: 'bars',
      title: 'Queues by the share that they take',
      about: 'Share of the cycles of its PMD that each queue took in the last minute. Give a busy one to another PMD.',
      queries: [{ expr: 'topk(20, netsteward_pmd_rxq_usage_ratio)', legend: `${QUEUE} on ${CORE}` }],
      unit: 'percentunit',
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Spread within a NUMA node',
      about:
        'Between the busiest PMD of a node and the least busy one. A large spread with an overloaded PMD: move queues.',
      queries: [{ expr: 'netsteward_pmd_busy_spread_ratio', legend: 'node {{node}}' }],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Core taken away in 5 minutes',
      about: 'Times that the kernel took the core from the PMD: something else runs there.',
      queries: [{ expr: 'increase(netsteward_pmd_involuntary_context_switches_total[5m])', legend: CORE }],
      thresholds: ['PmdInterrupted'],
      alerts: ['PmdCoreNotIsolated'],
    },
    {
      kind: 'graph',
      title: 'Lost upcalls in 5 minutes',
      about: 'Packets of unknown flows that could not be handed up, and were dropped.',
      queries: [
        { expr: 'increase(netsteward_pmd_lost_upcalls_total[5m])', legend: CORE },
        { expr: 'increase(netsteward_pmd_main_thread_lost_upcalls_total[5m])', legend: 'main thread' },
      ],
      thresholds: ['MainThreadLostUpcalls'],
      alerts: ['OvsLostUpcalls'],
    },
    {
      kind: 'table',
      title: 'PMDs',
      about: 'Where each PMD runs and whether it has the core for itself.',
      queries: [
        { expr: 'netsteward_pmd_queues', legend: 'queues' },
        { expr: 'netsteward_pmd_cpu_isolated', legend: 'core isolated' },
        { expr: 'netsteward_pmd_isolated', legend: 'pinned queues only' },
        { expr: 'netsteward_pmd_overloaded', legend: 'overloaded' },
        { expr: 'netsteward_pmd_overhead_ratio', legend: 'overhead' },
      ],
      columns: [
        { of: 'daemon' },
        { of: 'node' },
        { of: 'core' },
        { of: 'queues' },
        { of: 'core isolated', words: badWhenNo },
        {
          of: 'pinned queues only',
          words: [
            ['no', 'plain'],
            ['yes', 'info'],
          ],
        },
        { of: 'overloaded', words: badWhenYes },
        { of: 'overhead', unit: 'percentunit' },
      ],
      worstFirst: 'overhead',
      width: 12,
    },
    {
      kind: 'table',
      title: 'Receive queues that are badly placed',
      about:
        'Queues that no PMD polls (their packets are never seen), and queues polled on another NUMA node than their card.',
      queries: [
        { expr: 'netsteward_pmd_rxq_polled == 0', legend: 'polled' },
        { expr: 'netsteward_pmd_rxq_crosses_nodes == 1', legend: 'crosses nodes' },
      ],
      columns: [
        { of: 'port' },
        { of: 'queue' },
        { of: 'node' },
        { of: 'core' },
        { of: 'polled', words: badWhenNo },
        { of: 'crosses nodes', words: badWhenYes },
      ],
      alerts: ['PmdQueueNotPolled', 'PmdQueueOnWrongNode'],
      quiet: {
        why: 'every queue is polled, on the node of its card.',
        shownBy: ['netsteward_pmd_rxq_polled{port="p0",queue="1"} 0+0x20'],
      },
      width: 12,
    },
  ],
};
