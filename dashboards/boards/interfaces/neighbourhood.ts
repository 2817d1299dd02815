import type { Row } from '../../model/board.ts';
import { IF } from './terms.ts';

export const neighbourhoodRow: Row = {
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
};
