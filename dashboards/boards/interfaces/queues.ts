import type { Row } from '../../model/board.ts';
import { busiest, IF, NAME } from './terms.ts';

export const queuesRow: Row = {
  title: 'Queues and CPUs',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Waiting in queues',
      about: 'Bytes in the queueing disciplines.',
      queries: [{ expr: `topk(20, netsteward_interface_qdisc_backlog_bytes{${IF}})`, legend: NAME }],
      unit: 'bytes',
    },
    {
      kind: 'graph',
      title: 'Over limits and put back',
      about: 'Packets that had to wait for the discipline, or that the device could not take.',
      queries: [
        { expr: busiest('qdisc_overlimits'), legend: `${NAME} over limits` },
        { expr: busiest('qdisc_requeues'), legend: `${NAME} put back` },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Softnet: processed',
      about: 'Packets that each CPU took from devices. One far above the others: spread the queues.',
      queries: [
        {
          expr: 'topk(20, rate(netsteward_interface_softnet_processed_total[$__rate_interval]))',
          legend: 'CPU {{cpu}}',
        },
      ],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Softnet: dropped',
      about: 'Packets dropped because the backlog of a CPU was full.',
      queries: [{ expr: 'topk(20, rate(netsteward_interface_softnet_dropped_total[5m]))', legend: 'CPU {{cpu}}' }],
      unit: 'pps',
      thresholds: ['SoftnetDrops'],
    },
    {
      kind: 'graph',
      title: 'Softnet: out of time',
      about:
        'Times that a CPU had to stop although there were more packets (net.core.netdev_budget), and flows with too large a share.',
      queries: [
        {
          expr: 'topk(20, rate(netsteward_interface_softnet_time_squeezes_total[$__rate_interval]))',
          legend: 'CPU {{cpu}} squeezed',
        },
        {
          expr: 'topk(20, rate(netsteward_interface_softnet_flow_limit_drops_total[$__rate_interval]))',
          legend: 'CPU {{cpu}} flow limit',
        },
        {
          expr: 'topk(20, rate(netsteward_interface_softnet_received_rps_total[$__rate_interval]))',
          legend: 'CPU {{cpu}} woken by another',
        },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Softnet: waiting',
      about: 'Packets in the backlog of each CPU.',
      queries: [{ expr: 'topk(20, netsteward_interface_softnet_backlog_packets)', legend: 'CPU {{cpu}}' }],
    },
  ],
};
