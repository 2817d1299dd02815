import type { Row } from '../../model/board.ts';
import { busiest, IF, NAME } from './terms.ts';

export const trafficRow: Row = {
  title: 'Traffic',
  panels: [
    {
      kind: 'graph',
      title: 'Received',
      about: 'The twenty busiest. A bond counts what its slaves count: do not add them.',
      queries: [{ expr: busiest('receive_bytes'), legend: NAME }],
      unit: 'Bps',
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Sent',
      about: 'The twenty busiest.',
      queries: [{ expr: busiest('transmit_bytes'), legend: NAME }],
      unit: 'Bps',
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Packets received',
      about: 'The twenty busiest.',
      queries: [{ expr: busiest('receive_packets'), legend: NAME }],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Packets sent',
      about: 'The twenty busiest.',
      queries: [{ expr: busiest('transmit_packets'), legend: NAME }],
      unit: 'pps',
    },
    {
      kind: 'graph',
      title: 'Share of the speed',
      about: 'How much of what the link can do is in use, the busier direction. Near 100 % queues build up.',
      queries: [
        {
          expr: `topk(20, rate(netsteward_interface_receive_bytes_total{${IF}}[$__rate_interval]) / netsteward_interface_speed_bytes{${IF}})`,
          legend: `${NAME} received`,
        },
        {
          expr: `topk(20, rate(netsteward_interface_transmit_bytes_total{${IF}}[$__rate_interval]) / netsteward_interface_speed_bytes{${IF}})`,
          legend: `${NAME} sent`,
        },
      ],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Multicast received',
      about: 'Much more than usual is a loop or a storm.',
      queries: [{ expr: busiest('receive_multicast_packets'), legend: NAME }],
      unit: 'pps',
    },
  ],
};
