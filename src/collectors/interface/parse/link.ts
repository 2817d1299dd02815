/** Numbers of the kernel's operational states in its own words (Documentation/networking/operstates.rst). */
export const operationalStates = [
  'unknown',
  'notpresent',
  'down',
  'lowerlayerdown',
  'testing',
  'dormant',
  'up',
] as const;

export type OperationalState = (typeof operationalStates)[number];

/** What a notification can have changed about a device and sysfs tells without netlink. */
export type LinkStatus = {
  readonly adminUp: boolean;
  /** `undefined` while the device is administratively down: the kernel then doesn't say. */
  readonly carrier: boolean | undefined;
  readonly operstate: OperationalState;
  readonly mtu: number;
  /** `undefined` for devices that have none. */
  readonly address: string | undefined;
  readonly master: string | undefined;
  /** Times that the carrier came or went since the device was made. */
  readonly carrierChanges: number | undefined;
  /** State of a bridge port in the spanning tree: `disabled`, `listening`, `learning`, `forwarding` or `blocking`. */
  readonly stp: string | undefined;
};

/** The device on which this one stands, or for a veth the other end: by name in the same namespace, by index in another. */
export type Lower = {
  readonly name: string | undefined;
  readonly ifindex: number | undefined;
  /** The other namespace, by the number that this namespace knows it by (ip-netns(8), `list-id`). */
  readonly nsid: number | undefined;
};

export type Vlan = { readonly id: number; readonly protocol: string };

/** `vni` of VXLAN and Geneve (none when each packet brings its own), `key` of GRE and its like. */
export type Tunnel = {
  readonly vni: number | undefined;
  readonly key: string | undefined;
  /** The other end's address or the multicast group; none when it is learned or comes with each packet. */
  readonly remote: string | undefined;
  readonly local: string | undefined;
  /** UDP destination port. */
  readonly port: number | undefined;
};

/** A network device as `ip -d -s -s link` describes it. */
export type Link = LinkStatus & {
  readonly name: string;
  readonly ifindex: number;
  /** In the kernel's words; `undefined` when the kernel gives none, as for hardware. */
  readonly kind: string | undefined;
  /** The queueing discipline at the device's root; `noqueue` and `noop` are none. */
  readonly qdisc: string | undefined;
  /** Packets. */
  readonly transmitQueueLength: number | undefined;
  readonly receiveQueues: number | undefined;
  readonly transmitQueues: number | undefined;
  readonly lower: Lower | undefined;
  readonly vlan: Vlan | undefined;
  readonly tunnel: Tunnel | undefined;
  /** Addresses that a bridge has learned, where the kernel counts them (since 6.8). */
  readonly learned: number | undefined;
};
