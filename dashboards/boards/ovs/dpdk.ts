import type { Row } from '../../model/board.ts';
import { upDown } from '../words.ts';

const PORT = '{{process}} {{port}}';
const rate = (what: string): string => `topk(20, rate(netsteward_dpdk_port_${what}_total[$__rate_interval]))`;

export const dpdkRow: Row = {
  title: 'DPDK',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Memory pools in use',
      about: 'When a pool of packet buffers is empty, packets are lost on all ports that share it.',
      queries: [
        {
          expr: 'topk(20, netsteward_dpdk_mempool_objects_in_use / netsteward_dpdk_mempool_objects)',
          legend: '{{process}} {{mempool}}',
        },
      ],
      unit: 'percentunit',
      thresholds: ['DpdkMempoolFilling', 'DpdkMempoolExhausted'],
    },
    {
      kind: 'graph',
      title: 'Heaps, share free',
      about: 'Memory that is left in each heap.',
      queries: [
        {
          expr: 'netsteward_dpdk_heap_free_bytes / netsteward_dpdk_heap_size_bytes',
          legend: '{{process}} {{heap}}',
        },
      ],
      unit: 'percentunit',
      thresholds: ['DpdkHeapExhausted'],
    },
    {
      kind: 'graph',
      title: 'Heaps',
      about:
        'Memory of each heap in use, and the largest piece that can still be had: small when the heap is fragmented.',
      queries: [
        { expr: 'netsteward_dpdk_heap_allocated_bytes', legend: '{{process}} {{heap}} in use' },
        { expr: 'netsteward_dpdk_heap_largest_free_block_bytes', legend: '{{process}} {{heap}} largest piece' },
        { expr: 'netsteward_dpdk_hugepages_bytes', legend: '{{process}} hugepages mapped' },
      ],
      unit: 'bytes',
    },
    {
      kind: 'states',
      title: 'Ports',
      about: 'Links of the ports of each DPDK process.',
      queries: [{ expr: 'netsteward_dpdk_port_up', legend: PORT }],
      words: upDown,
      alerts: ['DpdkPortDown'],
      width: 8,
    },
    {
      kind: 'graph',
      title: 'Missed',
      about: 'Packets dropped by the device because its receive queues were full.',
      queries: [{ expr: 'topk(20, rate(netsteward_dpdk_port_receive_missed_total[5m]))', legend: PORT }],
      unit: 'pps',
      thresholds: ['DpdkPortMissing'],
    },
    {
      kind: 'graph',
      title: 'Without a buffer in 5 minutes',
      about: 'Times that there was no buffer for a packet: see the memory pools.',
      queries: [{ expr: 'topk(20, increase(netsteward_dpdk_port_receive_no_buffer_total[5m]))', legend: PORT }],
      thresholds: ['DpdkPortWithoutBuffers'],
    },
    {
      kind: 'graph',
      title: 'Packets of DPDK ports',
      about: 'Received and sent, the twenty busiest ports.',
      queries: [
        { expr: rate('receive_packets'), legend: `${PORT} received` },
        { expr: rate('transmit_packets'), legend: `${PORT} sent` },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Bytes of DPDK ports',
      about: 'Received and sent, the twenty busiest ports.',
      queries: [
        { expr: rate('receive_bytes'), legend: `${PORT} received` },
        { expr: rate('transmit_bytes'), legend: `${PORT} sent` },
      ],
      unit: 'Bps',
    },
    {
      kind: 'graph',
      title: 'Errors',
      about: 'Received with errors, and packets that could not be sent.',
      queries: [
        { expr: rate('receive_errors'), legend: `${PORT} received` },
        { expr: rate('transmit_errors'), legend: `${PORT} sent` },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Packets of queues',
      about: 'By queue of each port.',
      queries: [
        {
          expr: 'topk(20, rate(netsteward_dpdk_port_queue_receive_packets_total[$__rate_interval]))',
          legend: `${PORT} {{queue}}`,
        },
      ],
      unit: 'pps',
      quiet: {
        why: 'the driver does not count by queue.',
        shownBy: ['netsteward_dpdk_port_queue_receive_packets_total{port="p0",queue="0"} 0+9x20'],
      },
    },
    {
      kind: 'table',
      title: 'Processes and their ports',
      about: 'DPDK processes that answer on a telemetry socket.',
      queries: [
        { expr: 'netsteward_dpdk_port_started', legend: 'started' },
        { expr: 'netsteward_dpdk_port_receive_queues', legend: 'receive queues' },
        { expr: 'netsteward_dpdk_port_transmit_queues', legend: 'transmit queues' },
        { expr: 'netsteward_dpdk_port_mtu_bytes', legend: 'MTU' },
        {
          expr: 'netsteward_dpdk_port_started * 0 + on (job, instance, process) group_left (application, version) netsteward_dpdk_process_info',
          legend: 'info',
        },
      ],
      columns: [
        { of: 'process' },
        { of: 'application' },
        { of: 'version' },
        { of: 'port' },
        {
          of: 'started',
          words: [
            ['no', 'plain'],
            ['yes', 'good'],
          ],
        },
        { of: 'receive queues' },
        { of: 'transmit queues' },
        { of: 'MTU', unit: 'bytes' },
      ],
      width: 16,
    },
  ],
};
