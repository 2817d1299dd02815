/** A network controller on the PCI bus as it was last read. */
export type PciDevice = PciIdentity & {
  /** The driver it is bound to: `igb`, `vfio-pci`. `undefined` when it is bound to none. */
  readonly driver: string | undefined;
  /** Only on a device that can have virtual functions. */
  readonly sriov: Sriov | undefined;
  /** Network devices of the host's own namespace that stand on it, in order of name. */
  readonly netdevs: readonly string[];
};

/** What stays the same as long as the device is there. */
export type PciIdentity = {
  /** `0000:81:00.0` */
  readonly address: string;
  /** Base class, subclass and interface in one number: `0x020000` is an Ethernet controller. */
  readonly classCode: number;
  /** Four lower-case hexadecimal digits each, as lspci(8) and the PCI ID database write them. */
  readonly vendor: string;
  readonly device: string;
  /** The NUMA node it is attached to; `undefined` where the firmware does not say. */
  readonly numaNode: number | undefined;
  /** Of a virtual function, the address of the physical one that it belongs to. A guest can't tell. */
  readonly physfn: string | undefined;
  /** Whether it can have virtual functions. */
  readonly isPhysical: boolean;
};

/** The virtual functions of a device. */
export type Sriov = {
  /** How many there can be: what the device says, or fewer where its driver says so. */
  readonly totalvfs: number;
  /** How many were asked for; `undefined` when it could not be read. */
  readonly numvfs: number | undefined;
  /** Addresses by the number of the virtual function. While they come and go there may be fewer than `numvfs`. */
  readonly virtfns: ReadonlyMap<number, string>;
};

/** A device that is there and could not be understood, or a part of it that could not be read. */
export type PciProblem = { readonly address: string; readonly error: unknown };
