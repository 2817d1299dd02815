import { asNumber } from '../model/as-number.ts';
import type { Board } from '../model/board.ts';
import { upDown } from './words.ts';

const IF = 'netns=~"$netns",interface=~"$interface"';
const NAME = '{{netns}} {{interface}}';

/** The twenty busiest: a host may have thousands of interfaces. */
const busiest = (what: string): string => `topk(20, rate(netsteward_interface_${what}_total{${IF}}[$__rate_interval]))`;
const seen = (what: string): string =>
  `topk(20, rate(netsteward_interface_${what}_total{${IF}}[$__rate_interval]) > 0)`;
const share = (bad: string, good: string): string => {
  const lost = `rate(netsteward_interface_${bad}_total{${IF}}[5m])`;
  return `topk(20, ${lost} / (rate(netsteward_interface_${good}_total{${IF}}[5m]) + ${lost}))`;
};
const moved = (metric: string): readonly string[] => [`${metric}{netns="",interface="eth0"} 0+30x20`];
const nothingLost = (metric: string) => ({ why: 'nothing of the kind happened.', shownBy: moved(metric) });

const states = asNumber(
  'netsteward_interface_state',
  'state',
  [
    ['up', 'good'],
    ['unknown', 'good'],
    ['admin-down', 'plain'],
    ['no-carrier', 'warning'],
    ['lower-layer-down', 'warning'],
    ['dormant', 'warning'],
    ['testing', 'info'],
    ['not-present', 'warning'],
  ],
  { matchers: IF, legend: NAME },
);

export const interfaces: Board = {
  name: 'interfaces',
  title: 'Interfaces',
  about:
    'Network devices of the host and of its named namespaces: links, traffic, what was lost and where, queues, bridges, local ports.',
  scope: 'host',
  alertsOf: ['interface'],
  eventsOf: ['interface'],
  filters: [
    { name: 'netns', label: 'Namespace', metric: 'netsteward_interface_info', of: 'netns' },
    { name: 'interface', label: 'Interface', metric: 'netsteward_interface_info{netns=~"$netns"}', of: 'interface' },
  ],
  rows: [
    {
      title: 'Links',
      panels: [
        {
          kind: 'stat',
          title: 'Without carrier',
          about: 'Physical ports that are set up and have no carrier.',
          queries: [
            {
              expr: 'sum(((netsteward_interface_carrier == bool 0) and ignoring (kind, master, parent, address, driver, firmware, bus) netsteward_interface_info{kind="physical"}))',
            },
          ],
          alarm: 'warning',
          alerts: ['InterfaceNoCarrier'],
        },
        {
          kind: 'stat',
          title: 'Half duplex',
          about: 'Links whose ends did not agree on how to talk.',
          queries: [{ expr: 'sum(netsteward_interface_full_duplex == bool 0)' }],
          alarm: 'warning',
          alerts: ['InterfaceHalfDuplex'],
        },
        {
          kind: 'stat',
          title: 'Interfaces',
          about: 'Interfaces in all, in all namespaces that are looked into.',
          queries: [{ expr: 'count(netsteward_interface_info)' }],
        },
        {
          kind: 'graph',
          title: 'Changes of carrier in 10 minutes',
          about: 'How often the carrier came or went. The twenty that changed most.',
          queries: [
            { expr: `topk(20, increase(netsteward_interface_carrier_changes_total{${IF}}[10m]))`, legend: NAME },
          ],
          thresholds: ['InterfaceCarrierFlapping'],
          width: 12,
        },
        {
          kind: 'table',
          title: 'What each one is',
          about: 'Every interface with what it is. Choose above which ones.',
          queries: [
            { expr: `netsteward_interface_admin_up{${IF}}`, legend: 'set' },
            { expr: `netsteward_interface_carrier{${IF}}`, legend: 'carrier' },
            { expr: `netsteward_interface_speed_bytes{${IF}}`, legend: 'speed' },
            { expr: `netsteward_interface_mtu_bytes{${IF}}`, legend: 'MTU' },
            { expr: `netsteward_interface_transmit_queue_limit_packets{${IF}}`, legend: 'queue length' },
            {
              expr: `netsteward_interface_admin_up{${IF}} * 0 + on (job, instance, netns, interface) group_left (kind, master, parent, address, driver, firmware) netsteward_interface_info{${IF}}`,
              legend: 'info',
            },
          ],
          columns: [
            { of: 'netns' },
            { of: 'interface' },
            { of: 'kind' },
            {
              of: 'set',
              words: [
                ['down', 'plain'],
                ['up', 'good'],
              ],
            },
            { of: 'carrier', words: upDown },
            { of: 'speed', unit: 'Bps' },
            { of: 'MTU', unit: 'bytes' },
            { of: 'queue length' },
            { of: 'master' },
            { of: 'parent' },
            { of: 'address' },
            { of: 'driver' },
            { of: 'firmware' },
          ],
        },
        {
          kind: 'states',
          title: 'States',
          about: 'What the kernel says of each interface over time.',
          ...states,
          width: 24,
        },
      ],
    },
    {
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
    },
    {
      title: 'Errors and drops',
      panels: [
        {
          kind: 'graph',
          title: 'Bad packets received, share',
          about: 'Wrong checksums, wrong lengths, overruns.',
          queries: [{ expr: share('receive_errors', 'receive_packets'), legend: NAME }],
          unit: 'percentunit',
          thresholds: ['InterfaceReceiveErrors'],
          width: 6,
        },
        {
          kind: 'graph',
          title: 'Failed to send, share',
          about: 'Lost carrier, underruns, or a tunnel that has nowhere to send to.',
          queries: [{ expr: share('transmit_errors', 'transmit_packets'), legend: NAME }],
          unit: 'percentunit',
          thresholds: ['InterfaceTransmitErrors'],
          width: 6,
        },
        {
          kind: 'graph',
          title: 'Dropped on receipt, share',
          about:
            'Good packets that the ring or the CPU behind it did not keep up with, or that the kernel has no use for.',
          queries: [{ expr: share('receive_drops', 'receive_packets'), legend: NAME }],
          unit: 'percentunit',
          thresholds: ['InterfaceReceiveDrops'],
          width: 6,
        },
        {
          kind: 'graph',
          title: 'Dropped on the way out, share',
          about: 'For a tap device look at the guest behind it.',
          queries: [{ expr: share('transmit_drops', 'transmit_packets'), legend: NAME }],
          unit: 'percentunit',
          thresholds: ['InterfaceTransmitDrops'],
          width: 6,
        },
        {
          kind: 'graph',
          title: 'Errors',
          about: 'Errors in packets a second, and what kind they are. Only interfaces that have some.',
          queries: [
            { expr: seen('receive_errors'), legend: `${NAME} received` },
            { expr: seen('receive_frame_errors'), legend: `${NAME} frame` },
            { expr: seen('receive_fifo_errors'), legend: `${NAME} receive overrun` },
            { expr: seen('transmit_errors'), legend: `${NAME} sent` },
            { expr: seen('transmit_fifo_errors'), legend: `${NAME} transmit underrun` },
            { expr: seen('transmit_carrier_errors'), legend: `${NAME} carrier` },
            { expr: seen('transmit_collisions'), legend: `${NAME} collisions` },
          ],
          unit: 'pps',
          quiet: nothingLost('netsteward_interface_receive_errors_total'),
        },
        {
          kind: 'graph',
          title: 'Drops',
          about: 'Dropped packets a second. Only interfaces that have some.',
          queries: [
            { expr: seen('receive_drops'), legend: `${NAME} received` },
            { expr: seen('transmit_drops'), legend: `${NAME} sent` },
            { expr: seen('qdisc_drops'), legend: `${NAME} queue` },
          ],
          unit: 'pps',
          quiet: nothingLost('netsteward_interface_receive_drops_total'),
        },
        {
          kind: 'graph',
          title: 'Dropped by queues, share',
          about: 'More is sent than the device, or the limit that was set for it, takes.',
          queries: [{ expr: share('qdisc_drops', 'transmit_packets'), legend: NAME }],
          unit: 'percentunit',
          thresholds: ['InterfaceQueueDrops'],
        },
      ],
    },
    {
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
    },
    {
      title: 'Local ports, bridges, tunnels',
      folded: true,
      panels: [
        {
          kind: 'graph',
          title: 'Local ports taken',
          about: 'Towards the remote address with the most connections: at 100 % connecting to it fails.',
          queries: [
            {
              expr: 'netsteward_interface_local_ports_busiest_remote{netns=~"$netns"} / ignoring (protocol) group_left () netsteward_interface_local_ports',
              legend: '{{netns}} {{protocol}}',
            },
          ],
          unit: 'percentunit',
          thresholds: ['LocalPortsFilling', 'LocalPortsNearlyExhausted'],
        },
        {
          kind: 'graph',
          title: 'Addresses learned by bridges',
          about: 'A sudden rise is a loop or a flood of made-up addresses.',
          queries: [
            { expr: 'netsteward_interface_bridge_learned_addresses{netns=~"$netns"}', legend: '{{netns}} {{bridge}}' },
          ],
        },
        {
          kind: 'table',
          title: 'Spanning tree',
          about: 'Ports of bridges that do not forward are blocked on purpose, or learn.',
          queries: [{ expr: 'netsteward_interface_stp_state{netns=~"$netns"}', legend: 'ports' }],
          columns: [{ of: 'netns' }, { of: 'bridge' }, { of: 'port' }, { of: 'state' }],
          width: 8,
        },
        {
          kind: 'table',
          title: 'Tunnels',
          about: 'VXLAN, Geneve, GRE and IP tunnels of the kernel.',
          queries: [{ expr: `netsteward_interface_tunnel_info{${IF}}`, legend: 'tunnels' }],
          columns: ['netns', 'interface', 'kind', 'vni', 'key', 'local', 'remote', 'port'].map((of) => ({ of })),
          width: 12,
        },
        {
          kind: 'table',
          title: 'VLANs and peers',
          about: 'VLAN devices, and where the other end of a veth is.',
          queries: [
            { expr: `netsteward_interface_vlan_info{${IF}}`, legend: 'vlans' },
            { expr: `netsteward_interface_peer_info{${IF}}`, legend: 'peers' },
          ],
          columns: ['netns', 'interface', 'vlan', 'protocol', 'peer_netns', 'peer'].map((of) => ({ of })),
          width: 12,
        },
      ],
    },
  ],
};
