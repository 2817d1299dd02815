import { defineMetrics } from '../../../core/metric.ts';

const DEVICE = ['netns', 'interface'] as const;

/** Facts about each device, from what the kernel says about it; those without a value for a device leave it out. */
export const deviceMetrics = defineMetrics({
  info: {
    name: 'netsteward_interface_info',
    type: 'gauge',
    help: 'Always 1; the labels describe a network device. netns is empty for the namespace of the host itself, here and everywhere. kind is the word of the kernel (veth, vlan, bond, …), or physical for hardware and virtual where the kernel has none. parent is the device it stands on.',
    labels: ['netns', 'interface', 'kind', 'master', 'parent', 'address', 'driver', 'firmware', 'bus'],
    source: 'ip -d link, /sys/class/net/*/device, ethtool -i',
  },
  state: {
    name: 'netsteward_interface_state',
    type: 'gauge',
    help: 'Always 1; state is up, no-carrier (set up, but nothing at the other end), admin-down (set down), lower-layer-down, dormant, testing, not-present or unknown.',
    labels: ['netns', 'interface', 'state'],
    source: 'ip link, /sys/class/net/*/{flags,operstate,carrier}',
  },
  adminUp: {
    name: 'netsteward_interface_admin_up',
    type: 'gauge',
    help: '1 when the device is set up, 0 when it is set down.',
    labels: DEVICE,
    source: 'ip link, /sys/class/net/*/flags',
  },
  carrier: {
    name: 'netsteward_interface_carrier',
    type: 'gauge',
    help: '1 when the device has a carrier, 0 when it has none. Not known for a device that is set down.',
    labels: DEVICE,
    source: 'ip link, /sys/class/net/*/carrier',
  },
  carrierChanges: {
    name: 'netsteward_interface_carrier_changes_total',
    type: 'counter',
    help: 'Times that the carrier of the device came or went.',
    labels: DEVICE,
    source: 'ip -s -s link, /sys/class/net/*/carrier_changes',
  },
  speed: {
    name: 'netsteward_interface_speed_bytes',
    type: 'gauge',
    help: 'Speed of a physical device, bond or team in bytes per second. Not known without a carrier, nor for many virtual machines.',
    labels: DEVICE,
    source: '/sys/class/net/*/speed',
  },
  fullDuplex: {
    name: 'netsteward_interface_full_duplex',
    type: 'gauge',
    help: '1 when a physical device, bond or team works in full duplex, 0 in half duplex.',
    labels: DEVICE,
    source: '/sys/class/net/*/duplex',
  },
  mtu: {
    name: 'netsteward_interface_mtu_bytes',
    type: 'gauge',
    help: 'Largest packet that the device sends.',
    labels: DEVICE,
    source: 'ip link, /sys/class/net/*/mtu',
  },
  transmitQueueLength: {
    name: 'netsteward_interface_transmit_queue_limit_packets',
    type: 'gauge',
    help: 'Packets that the transmit queue of the device is made for (txqueuelen).',
    labels: DEVICE,
    source: 'ip link',
  },
  receiveQueues: {
    name: 'netsteward_interface_receive_queues',
    type: 'gauge',
    help: 'Receive queues of the device.',
    labels: DEVICE,
    source: 'ip -d link',
  },
  transmitQueues: {
    name: 'netsteward_interface_transmit_queues',
    type: 'gauge',
    help: 'Transmit queues of the device.',
    labels: DEVICE,
    source: 'ip -d link',
  },
  vlan: {
    name: 'netsteward_interface_vlan_info',
    type: 'gauge',
    help: 'Always 1; the labels describe a VLAN device.',
    labels: [...DEVICE, 'vlan', 'protocol'],
    source: 'ip -d link',
  },
  tunnel: {
    name: 'netsteward_interface_tunnel_info',
    type: 'gauge',
    help: 'Always 1; the labels describe a VXLAN, Geneve, GRE or IP tunnel device. vni is empty where each packet brings its own, remote (an address or multicast group) where it is learned.',
    labels: [...DEVICE, 'kind', 'vni', 'key', 'remote', 'local', 'port'],
    source: 'ip -d link',
  },
  peer: {
    name: 'netsteward_interface_peer_info',
    type: 'gauge',
    help: 'Always 1; peer is the other end of a veth, or for another device the one in another namespace that it stands on. peer is empty when only its number there is known.',
    labels: [...DEVICE, 'peer_netns', 'peer', 'peer_ifindex'],
    source: 'ip -d link, ip netns list-id',
  },
});
