/** A panel that others have, and where it is here: `board: panel`. */
export type Covered = readonly [theirs: string, ...ours: string[]];

export type Coverage = { readonly of: string; readonly panels: readonly Covered[]; readonly left?: string };

/** What well-known dashboards show of what the agent watches, and what shows the same here. */
export const coverage: readonly Coverage[] = [
  {
    of: 'Node Exporter Full, node-mixin',
    panels: [
      ['Network traffic by bytes, received and sent', 'interfaces: Received', 'interfaces: Sent'],
      ['Network traffic by packets', 'interfaces: Packets received', 'interfaces: Packets sent'],
      ['Network errors; frame, FIFO, carrier, collisions', 'interfaces: Errors'],
      ['Network drops', 'interfaces: Drops', 'interfaces: Dropped on receipt, share'],
      ['Network multicast', 'interfaces: Multicast received'],
      ['Interface overview: up, carrier, speed, MTU, queue length', 'interfaces: What each one is'],
      ['Operational and carrier status', 'interfaces: States', 'interfaces: Changes of carrier in 10 minutes'],
      ['Network saturation (USE)', 'interfaces: Share of the speed'],
      ['Conntrack entries and limit', 'conntrack: Connections and limit', 'conntrack: Share of the limit'],
      [
        'Conntrack statistics: drop, early drop, insert failed, invalid, found, search restart',
        'conntrack: Packets dropped in 5 minutes',
        'conntrack: Young connections thrown out in 5 minutes',
        'conntrack: Failed to insert',
        'conntrack: Invalid packets and errors',
        'conntrack: Found and inserted',
        'conntrack: Clashes and restarts of lookups',
      ],
      [
        'Softnet: processed, dropped, squeezed, RPS',
        'interfaces: Softnet: processed',
        'interfaces: Softnet: dropped',
        'interfaces: Softnet: out of time',
      ],
      ['Bonding: slaves and active', 'bonds: Slaves and those that are up', 'bonds: Bonds'],
      [
        'NUMA memory: hit, miss, foreign, local, other',
        'placement: Memory from the wrong node',
        'placement: Memory from the right node',
      ],
      ['Hugepages', 'placement: Hugepages', 'placement: Hugepages free, share'],
      ['Load, memory, uptime', 'host: Load', 'host: Memory', 'host: What it is'],
      ['Fleet overview', 'fleet: Hosts, the worst first'],
    ],
    left: 'compressed packets (no device of today counts them), ARP entries, sockets, netstat, disks and processes: node_exporter has them.',
  },
  {
    of: 'openstack-network-exporter (dashboard of the OpenStack telemetry operator)',
    panels: [
      ['Flow count of the integration bridge', 'ovs: Flows of bridges'],
      ['Netlink', 'ovs: Messages to and from the kernel'],
      ['Recirculation rate', 'ovs: Passes for a packet'],
      ['µs per iteration', 'ovs: Time of an iteration'],
      ['Upcalls', 'ovs: Upcalls'],
      ['Non-voluntary context switches', 'ovs: Core taken away in 5 minutes'],
      ['Utilization', 'ovs: Busy', 'ovs: Iterations with packets'],
      ['PMD packets, received and sent', 'ovs: PMD packets received', 'ovs: PMD packets sent'],
      ['DPDK packets, received and sent', 'ovs: Packets received', 'ovs: Packets sent', 'ovs: Packets of DPDK ports'],
    ],
    left: 'logical flow translations (OVN is not watched).',
  },
  {
    of: 'ovs_exporter and other exporters of Open vSwitch',
    panels: [
      ['Daemons up, versions', 'ovs: Daemons'],
      ['Datapath: lookups hit, missed, lost', 'ovs: Lookups', 'ovs: Packets of new flows lost in 5 minutes'],
      [
        'Datapath: flows, masks, hit ratio',
        'ovs: Flows and their limit',
        'ovs: Masks',
        'ovs: Share of packets with a known flow',
      ],
      [
        'Upcall flows, current and limit; dump duration',
        'ovs: Share of the flow limit',
        'ovs: Time to look after all flows',
      ],
      ['Coverage counters', 'ovs: Internal events'],
      ['Memory: objects', 'ovs: Objects in memory'],
      [
        'Interfaces: state, link resets, traffic, errors, drops',
        'ovs: Interfaces',
        'ovs: Received',
        'ovs: Errors, drops and retries',
      ],
      ['PMD: receive queues, usage, overhead', 'ovs: Queues by the share that they take', 'ovs: PMDs'],
    ],
    left: 'sizes of log files and of the database.',
  },
  {
    of: 'sriov-network-metrics-exporter (metrics; it has no dashboard)',
    panels: [
      ['VF bytes and packets', 'placement: VF bytes received', 'placement: VF bytes sent', 'placement: VF packets'],
      ['VF drops, multicast, broadcast', 'placement: Drops, multicast, broadcast'],
      ['VF settings: MAC, VLAN, trust, spoof check, link state', 'placement: Virtual functions'],
      ['NUMA node of devices; pods that have them', 'placement: Network controllers', 'placement: Virtual functions'],
    ],
  },
  {
    of: 'HAProxy 2 Full',
    panels: [
      [
        'Servers up, backends up',
        'load-balancing: Servers',
        'load-balancing: Backends',
        'load-balancing: Usable servers',
      ],
      [
        'Sessions and connections',
        'load-balancing: Sessions of frontends',
        'load-balancing: Sessions of backends',
        'load-balancing: Connections and limit',
      ],
      [
        'Requests and responses by code',
        'load-balancing: Requests',
        'load-balancing: Responses of frontends by code',
        'load-balancing: Responses of backends by code',
      ],
      ['Bytes in and out', 'load-balancing: Bytes of frontends', 'load-balancing: Bytes of backends'],
      ['Errors, denied, aborts', 'load-balancing: Errors', 'load-balancing: Denied', 'load-balancing: Given up'],
      ['Retries, redispatches', 'load-balancing: Tried again, sent elsewhere'],
      ['Queue', 'load-balancing: Waiting for a server'],
      [
        'Times: queue, connect, response, total',
        'load-balancing: Times of backends',
        'load-balancing: Response time by server',
      ],
      [
        'Checks: status, duration, failures, downtime',
        'load-balancing: Checks of servers',
        'load-balancing: Checks failed in 5 minutes',
        'load-balancing: Time down',
      ],
      [
        'Process: TLS, cache, compression, pools, tasks, pipes, peers, lost logs',
        'load-balancing: TLS',
        'load-balancing: HTTP cache and compression of frontends',
        'load-balancing: Compression',
        'load-balancing: Memory of pools',
        'load-balancing: Tasks',
        'load-balancing: Pipes',
        'load-balancing: Peers',
        'load-balancing: Lost log lines and names',
      ],
    ],
    left: 'stick tables.',
  },
  {
    of: 'keepalived exporters',
    panels: [
      [
        'VRRP state, transitions',
        'load-balancing: VRRP',
        'load-balancing: Became master in 15 minutes',
        'load-balancing: Released, and priority 0',
      ],
      ['Adverts, received and sent', 'load-balancing: Adverts'],
      ['Packet and authentication errors', 'load-balancing: Adverts refused in 10 minutes'],
      ['Script status', 'load-balancing: Tracked scripts'],
      ['Priorities, addresses', 'load-balancing: Instances'],
    ],
  },
  {
    of: 'blackbox_exporter, IPVS of node_exporter',
    panels: [
      ['Status of targets', 'load-balancing: Members', 'load-balancing: How the last checks ended'],
      ['Duration of probes', 'load-balancing: Time of checks', 'load-balancing: Time of checks, spread'],
      ['Certificate expiry', 'load-balancing: Certificates run out in'],
      [
        'IPVS connections, packets, bytes',
        'load-balancing: Connections scheduled',
        'load-balancing: IPVS packets',
        'load-balancing: IPVS bytes',
      ],
      ['IPVS destinations: weight, connections', 'load-balancing: Destinations'],
    ],
    left: 'phases of an HTTP request and the version of TLS: the checks do not tell them.',
  },
];
