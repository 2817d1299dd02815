/**
 * A virtual machine: a QEMU process, a domain that libvirt knows, or both. What nobody says is `undefined` or empty; what
 * is on the machine now (where threads may run, where memory lies) is read apart.
 */
export type Guest = {
  /** Unique on this host: as QEMU or libvirt names it, with the process behind it where two have the same name. */
  readonly name: string;
  readonly uuid: string | undefined;
  /** `undefined` for a domain that is defined and not running. */
  readonly process: GuestProcess | undefined;
  /** Whether libvirt knows it. */
  readonly isDomain: boolean;
  readonly vcpus: number | undefined;
  /** Bytes that it was started with. */
  readonly memory: number | undefined;
  readonly memoryBackends: readonly MemoryBackend[];
  /** The NUMA nodes that the guest itself sees. */
  readonly cells: readonly GuestCell[];
  /** Host devices given to it, by their PCI address: `0000:03:10.2`. */
  readonly pciDevices: readonly string[];
  /** Network ports that it shares with a virtual switch by a socket. */
  readonly vhostUserPorts: readonly VhostUserPort[];
  /** What could not be understood of it. */
  readonly problems: readonly string[];
};

export type GuestProcess = {
  readonly pid: number;
  /** Clock ticks since boot; tells two processes of the same number apart. `undefined` where only libvirt told of it. */
  readonly startTime: number | undefined;
};

/** Where a piece of the guest's memory is to come from. */
export type MemoryBackend = {
  readonly id: string;
  readonly size: number | undefined;
  /** Of a file, on a hugetlbfs when it is to be hugepages. */
  readonly path: string | undefined;
  /** Whether it was asked to be of hugepages (memory-backend-memfd, libvirt's memoryBacking). */
  readonly hugepages: boolean;
  /** NUMA nodes of the host that the memory may lie on; empty: any. */
  readonly hostNodes: readonly number[];
  /** `bind`, `preferred`, `interleave`; `default` when nothing was asked for. */
  readonly policy: string;
};

export type GuestCell = {
  readonly node: number;
  /** The guest's own CPUs. */
  readonly cpus: readonly number[];
  /** Bytes. */
  readonly memory: number | undefined;
  /** The backend of its memory. */
  readonly backend: string | undefined;
};

export type VhostUserPort = {
  readonly socket: string;
  /** Whether QEMU made the socket, so that the switch is its client. */
  readonly server: boolean;
};
