import type { RxQueue } from '../../ovs/threads/rx-queues.ts';
import type { ThreadReport } from '../../ovs/threads/thread-report.ts';

/** A thread that does nothing but forward packets, on a core of its own. */
export type Pmd = {
  readonly core: number;
  /** NUMA node; `undefined` where the daemon knows none. */
  readonly node: number | undefined;
  readonly report: ThreadReport;
  /** As `pmd-rxq-show` has it; `undefined` when that tells nothing of this PMD. */
  readonly isolated: boolean | undefined;
  readonly overhead: number | undefined;
  readonly queues: readonly RxQueue[] | undefined;
  readonly maxSleepSeconds: number | undefined;
  readonly switches: ContextSwitches | undefined;
  /** Whether the kernel keeps other work away from its core; `undefined` when the kernel does not say. */
  readonly cpuIsolated: boolean | undefined;
  readonly load: Load;
};

/** How busy a PMD was between two readings. */
export type Load = {
  /** Share of the time that it worked on packets, 0 to 1; unknown after the first reading. */
  readonly busy: number | undefined;
  /** The reading from which the next share is counted, and its moment in milliseconds. */
  readonly since: { readonly report: ThreadReport; readonly at: number };
  /** For how many shares in a row it was overloaded beside an idle neighbour. */
  readonly strikes: number;
  readonly overloaded: boolean;
};

/** Times that the kernel took the core away from a thread, and that the thread gave it up. */
export type ContextSwitches = { readonly involuntary: number; readonly voluntary: number };

/** A port whose packets are polled by PMDs. */
export type Port = {
  readonly name: string;
  readonly type: string;
  /** NUMA node of its network card. */
  readonly node: number | undefined;
  readonly queues: number | undefined;
  readonly requestedQueues: number | undefined;
};

/** A receive queue and the PMD that polls it, if one does. */
export type Placement = {
  readonly port: string;
  readonly queue: number;
  readonly pmd: Pmd | undefined;
  readonly enabled: boolean | undefined;
  /** Whether its network card is on another NUMA node than its PMD; `undefined` where one of them is not known. */
  readonly crossesNodes: boolean | undefined;
};

/** How Open vSwitch spreads queues over PMDs by itself (ovs-vswitchd.conf.db(5), other_config:pmd-auto-lb). */
export type Balancing = {
  readonly enabled: boolean;
  readonly assignment: string;
  readonly loadThreshold: number | undefined;
  readonly improvementThreshold: number | undefined;
  readonly intervalSeconds: number | undefined;
};

/** All that is known of the threads of one userspace datapath. */
export type Reading = {
  readonly pmds: readonly Pmd[];
  /** The main thread, which polls ports that no PMD does. */
  readonly main: ThreadReport | undefined;
  readonly ports: readonly Port[];
  readonly placements: readonly Placement[];
  readonly balancing: Balancing | undefined;
  readonly problems: readonly string[];
};
