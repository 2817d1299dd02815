import type { Json } from '../core/json.ts';
import type { KernelLogRecord } from '../core/kernel-log-record.ts';
import type { CheckListener, CheckPlan, Checks } from './checks.ts';

export type { Json, JsonObject } from '../core/json.ts';
export type { KernelLogRecord } from '../core/kernel-log-record.ts';

/**
 * The only door to the machine. A door leads to one network namespace: `netns` is empty for the agent's own.
 * Paths are the host's, whatever namespace or recording stands behind the door: `/proc/net/…` and `/sys/class/net/…`
 * are those of the door's namespace. Every call rejects with a `HostError` and none waits longer than its signal.
 */
export type Host = {
  readonly netns: string;
  /** The file's whole text. Rejects with kind `absent` when it is not there or vanishes while being read. */
  readonly readText: (path: string, signal: AbortSignal) => Promise<string>;
  /** The names in a directory, sorted. */
  readonly list: (path: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** The target of a symbolic link, as written in it. */
  readonly readLink: (path: string, signal: AbortSignal) => Promise<string>;
  /** Runs a program without a shell and gives its standard output; any exit code but 0 rejects with its standard error. */
  readonly run: (argv: Argv, signal: AbortSignal) => Promise<string>;
  /** The named network namespaces (and those of processes, where configured), each with its own door. */
  readonly namespaces: (signal: AbortSignal) => Promise<readonly Namespace[]>;
  /** Facts about hardware and operating system, as the systeminformation package knows them. */
  readonly facts: (signal: AbortSignal) => Promise<HostFacts>;
  /** Calls back on every link notification of this door's namespace and, from the host's own door, of the named ones. */
  readonly watchLinks: (listener: (notice: LinkNotice) => void, signal: AbortSignal) => void;
  /** Calls back with each new record of the kernel's log, without its prefix. */
  readonly watchKernelLog: (listener: (record: KernelLogRecord) => void, signal: AbortSignal) => void;
  /**
   * Calls a method of a JSON-RPC 1.0 server at a unix socket (ovs-appctl(8), RFC 7047 section 4.1) over a connection
   * that is kept, and gives its result. An error answer rejects with kind `refused` and the server's words, a socket
   * that is not there or has nobody behind it with `absent`, silence with `deadline`.
   */
  readonly call: (socket: string, method: string, params: readonly Json[], signal: AbortSignal) => Promise<Json>;
  /**
   * The rows of OVSDB tables as they are now, kept up to date behind the door by one monitor for each socket and
   * request. Rejects while the database does not answer.
   */
  readonly tables: (socket: string, request: TablesRequest, signal: AbortSignal) => Promise<Tables>;
  /** Calls back after every change of those tables, and when the connection to the database is lost or back. */
  readonly watchTables: (socket: string, request: TablesRequest, listener: () => void, signal: AbortSignal) => void;
  /**
   * Asks a DPDK telemetry socket, version 2 (rte_telemetry): `/ethdev/stats,0`. Gives what stands under the command's
   * name in the answer: null for a command that this process does not know.
   */
  readonly telemetry: (socket: string, command: string, signal: AbortSignal) => Promise<Json>;
  /**
   * Asks an OpenFlow switch for the figures of its tables, at the management socket of a bridge (ovs-ofctl(8)). It has
   * to speak OpenFlow 1.3, 1.4 or 1.5. No such socket: `absent`, an error or nonsense: `refused`, silence: `deadline`.
   */
  readonly flowTables: (socket: string, signal: AbortSignal) => Promise<readonly FlowTable[]>;
  /**
   * Sends one line to a daemon that answers in text and then closes the connection (HAProxy's stats socket), and gives
   * the whole answer. `socket` is a path, or `address:port` for TCP. Nobody there: `absent`, silence: `deadline`.
   */
  readonly ask: (socket: string, command: string, signal: AbortSignal) => Promise<string>;
  /**
   * Makes a daemon write a file, which it does when it gets a signal, and gives what it has written. No such process any
   * more: `absent`; it does not wait for the signal, so that it was not sent: `refused`; nothing written: `deadline`.
   */
  readonly dump: (request: DumpRequest, signal: AbortSignal) => Promise<string>;
  /**
   * Begins to check members, each at its own times spread over its delay, in a thread of its own until `signal` is
   * aborted. Places are the host's: a door into a namespace checks from where its targets say all the same. On a
   * recorded host the recorded report is all there is.
   */
  readonly checks: (plan: CheckPlan, listener: CheckListener, signal: AbortSignal) => Checks;
  /**
   * Asks the owner of an address, through one network device of this door's namespace, whether it is there: an ARP probe
   * (RFC 5227) or a neighbour solicitation. It takes CAP_NET_RAW. The device may be the inactive slave of a bond: the
   * question leaves through no other, and only its own answer is heard. No such device: `absent`.
   */
  readonly probeNeighbour: (probe: NeighbourProbe, signal: AbortSignal) => Promise<NeighbourAnswer>;
};

export type NeighbourProbe = {
  readonly device: string;
  /** IPv4 or IPv6. */
  readonly address: string;
  /**
   * The hardware address to send from. A switch will look for it behind this device from then on: never one that is in
   * use behind another.
   */
  readonly from: string;
  /** The tag to send with; none when left out. */
  readonly vlan?: number | undefined;
  /** How often it is asked while nobody answers. */
  readonly tries: number;
  /** Milliseconds to wait for an answer to each. */
  readonly wait: number;
};

/** Silence is an answer too. */
export type NeighbourAnswer = {
  readonly answered: boolean;
  /** The hardware address of who answered. */
  readonly by?: string | undefined;
  /** Questions that left. */
  readonly sent: number;
  /** Why the last one that did not leave did not: `Network is down`. */
  readonly trouble?: string | undefined;
};

/** Which process is to write which file. */
export type DumpRequest = {
  /** `started` is its start time as in /proc/<pid>/stat, so that no other process with this id can be meant. */
  readonly process: { readonly pid: number; readonly started: string };
  /** The name of its program, as in /proc/<pid>/comm. */
  readonly program: string;
  readonly signal: number;
  /** The file's path as the process sees it. */
  readonly file: string;
  /** Whether the text is complete: the file may be read while it is still being written. */
  readonly isWhole: (text: string) => boolean;
  /** What is taken out before anybody sees the text: passwords. */
  readonly without: RegExp;
};

/** A flow table and its totals in packets; what the switch does not count is not there. */
export type FlowTable = {
  readonly table: number;
  readonly flows?: number | undefined;
  readonly lookups?: number | undefined;
  readonly matches?: number | undefined;
};

/** Tables of an OVSDB database and the columns wanted of each; those that the database does not have are left out. */
export type TablesRequest = {
  readonly database: string;
  readonly tables: Readonly<Record<string, readonly string[]>>;
};

/** By table, by the row's uuid. A table that the database does not have is empty. */
export type Tables = Readonly<Record<string, ReadonlyMap<string, Row>>>;

/**
 * Values by column, in plain form: a set is an array, an optional value the value or null (RFC 7047 section 3.2, a
 * type whose `max` is 1), a map an object, a uuid its text.
 */
export type Row = Readonly<Record<string, Json>>;

export type Argv = readonly [program: string, ...args: string[]];

/** A namespace, or why it can't be entered. */
export type Namespace = { readonly netns: string } & ({ readonly host: Host } | { readonly error: Error });

/**
 * Something about this device was announced, in these words of `ip -d -o monitor link` where they are known. Without
 * `interface`: everything in the namespace may have changed, and announcements may have been lost.
 */
export type LinkNotice = { readonly netns: string; readonly interface?: string; readonly text?: string };

/** Sizes in bytes, times in seconds; what the machine does not say is not there. */
export type HostFacts = {
  readonly os: Known<{ name: string; version: string; kernel: string; architecture: string }>;
  readonly cpu: Known<{
    model: string;
    vendor: string;
    sockets: number;
    cores: number;
    threads: number;
    virtualization: boolean;
  }>;
  readonly system: Known<{ manufacturer: string; model: string; virtual: boolean }>;
  readonly memory: Known<{ total: number; free: number; available: number; swapTotal: number; swapFree: number }>;
  readonly load: Known<{ one: number; five: number; fifteen: number }>;
  readonly uptime?: number | undefined;
};

type Known<Facts> = { readonly [Name in keyof Facts]?: Facts[Name] | undefined };
