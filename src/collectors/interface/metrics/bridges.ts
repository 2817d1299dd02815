import { defineMetrics } from '../../../core/metric.ts';

/** What bridges know of their ports, and learned through them. */
export const bridgeMetrics = defineMetrics({
  stpState: {
    name: 'netsteward_interface_stp_state',
    type: 'gauge',
    help: 'Always 1; state is that of a bridge port in the spanning tree: disabled, listening, learning, forwarding or blocking.',
    labels: ['netns', 'bridge', 'port', 'state'],
    source: 'ip -d link, /sys/class/net/*/brport/state',
  },
  portLearned: {
    name: 'netsteward_interface_learned_addresses',
    type: 'gauge',
    help: 'Addresses that a bridge has learned on this port, one for each VLAN.',
    labels: ['netns', 'bridge', 'port'],
    source: 'bridge fdb',
  },
  bridgeLearned: {
    name: 'netsteward_interface_bridge_learned_addresses',
    type: 'gauge',
    help: 'Addresses that this bridge has learned on all of its ports.',
    labels: ['netns', 'bridge'],
    source: 'ip -d link (fdb_n_learned), or bridge fdb where the kernel does not count them',
  },
});
