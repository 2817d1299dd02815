import type { BytesByNode } from '../../../guests/numa-maps.ts';
import type { NumaNode } from '../../../topology/numa-nodes.ts';
import type { Expectation } from '../settings.ts';

/** Where everything is. */
export type Audit = {
  readonly nodes: readonly NumaNode[];
  readonly guests: readonly GuestPlacement[];
  readonly queues: readonly QueuePlacement[];
};

/** A running guest and where its parts are. */
export type GuestPlacement = {
  readonly name: string;
  readonly uuid: string | undefined;
  readonly pid: number;
  readonly cpus: CpuPlacement | undefined;
  readonly memory: MemoryPlacement | undefined;
  readonly devices: readonly DevicePlacement[];
  readonly ports: readonly PortPlacement[];
  /** NUMA nodes of its CPUs, memory and devices, ascending; `undefined` when a part could not be read. */
  readonly nodes: readonly number[] | undefined;
  readonly findings: readonly Finding[];
  /** What the configuration says of it. */
  readonly expected: Expectation | undefined;
  /** What is not as the configuration says; empty when all is, `undefined` when nothing is said or not all is known. */
  readonly deviations: readonly string[] | undefined;
};

/** Where the guest's CPUs may run. */
export type CpuPlacement = {
  /** The guest's CPUs that stay on one node, by node. */
  readonly byNode: ReadonlyMap<number, number>;
  /** Those that may run on several. */
  readonly floating: number;
  readonly nodes: readonly number[];
  /** The host's CPUs that they may run on. */
  readonly hostCpus: readonly number[];
  /** Nodes on which the emulator's other threads may run. */
  readonly emulatorNodes: readonly number[];
  /** QEMU gives its threads no names: that all its threads may run there is all that is known. */
  readonly isOfProcess: boolean;
};

export type MemoryPlacement = {
  /** `undefined` when it was not measured. */
  readonly bytes: BytesByNode | undefined;
  readonly hugepages: BytesByNode | undefined;
  /** Nodes that hold a part worth mentioning, or that it was asked for from. */
  readonly nodes: readonly number[];
};

export type DevicePlacement = {
  readonly address: string;
  /** `undefined` where the firmware does not say, or it could not be read. */
  readonly node: number | undefined;
  readonly isRead: boolean;
};

/** A port that the guest shares with Open vSwitch. */
export type PortPlacement = {
  readonly socket: string;
  /** `undefined` where no switch has it. */
  readonly daemon: string | undefined;
  readonly port: string | undefined;
  readonly queues: readonly QueuePlacement[];
};

/** A receive queue of a switch, who polls it, and what is behind it. */
export type QueuePlacement = {
  readonly daemon: string;
  readonly port: string;
  readonly queue: number;
  readonly core: number | undefined;
  /** Of the PMD. */
  readonly node: number | undefined;
  readonly behind: 'guest' | 'card' | 'other';
  /** The guest's name or the card's PCI address. */
  readonly of: string | undefined;
  /** Nodes of the card, or of the guest's memory. */
  readonly behindNodes: readonly number[];
  readonly crossesNodes: boolean | undefined;
};

/** Two parts that are not on the same node. */
export type Finding = { readonly kind: FindingKind; readonly text: string };
export const findingKinds = ['cpu', 'memory', 'device', 'queue'] as const;
export type FindingKind = (typeof findingKinds)[number];
