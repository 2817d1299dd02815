import type { PciDevice } from '../../pci/device.ts';

/** How a physical function's own link is: what its virtual functions hang on, unless their link state is forced. */
export type LinkState = 'up' | 'no-carrier' | 'admin-down';

/** What the administrator of a host can set for one virtual function; `undefined` where the driver does not say. */
export type VfSettings = {
  readonly mac?: string | undefined;
  /** 0 is none. */
  readonly vlan?: number | undefined;
  readonly qos?: number | undefined;
  /** `802.1Q` or `802.1ad`. */
  readonly vlanProtocol?: string | undefined;
  readonly spoofCheck?: boolean | undefined;
  readonly trust?: boolean | undefined;
  /** `auto` follows the physical function, `enable` and `disable` do not. */
  readonly linkState?: string | undefined;
  /** Mbit/s; 0 is no limit. */
  readonly maxTxRate?: number | undefined;
  readonly minTxRate?: number | undefined;
  readonly rssQuery?: boolean | undefined;
};

export type CounterName =
  | `receive_${'bytes' | 'packets' | 'dropped' | 'multicast' | 'broadcast'}`
  | `transmit_${'bytes' | 'packets' | 'dropped' | 'multicast' | 'broadcast'}`;

/** Totals of one virtual function, as seen from its guest: received is what came to it. */
export type VfCounters = Partial<Readonly<Record<CounterName, number>>>;

/** A virtual function as its physical one describes it over rtnetlink. */
export type VfInfo = { readonly number: number; readonly settings: VfSettings; readonly counters: VfCounters };

/** A physical function's network device as `ip` describes it. */
export type PfLink = {
  readonly name: string;
  readonly link: LinkState;
  readonly vfs: ReadonlyMap<number, VfInfo>;
};

/** A network device by its name and the name of its namespace, which is empty for the host's own. */
export type NetdevName = { readonly netns: string; readonly name: string };

/** Where a virtual function is: `host`, `namespace blue`, `guest web1`, or where nobody has it. */
export type Place =
  | { readonly kind: 'host' | 'namespace'; readonly netdev: NetdevName; readonly bond: string | undefined }
  | { readonly kind: 'guest'; readonly guest: string }
  /** Bound to a driver that hands it to a program, and in no guest that is known. */
  | { readonly kind: 'vfio' }
  | { readonly kind: 'unbound' }
  /** Has a driver of the kernel, but no network device in the host's namespace or a named one. */
  | { readonly kind: 'elsewhere' };

/** What seldom changes about a physical function, asked when it is new or was bound anew. */
export type About = {
  readonly driverVersion: string | undefined;
  readonly firmware: string | undefined;
  /** `legacy` or `switchdev`; `undefined` where the driver has no switch or may not be asked. */
  readonly eswitchMode: string | undefined;
  /** Where the driver keeps statistics of its own: a file for each virtual function, or a directory of files. */
  readonly statistics: 'file' | 'directory' | undefined;
};

/** All that is known of one virtual function. */
export type Vf = {
  readonly number: number;
  readonly device: PciDevice;
  readonly address: string;
  readonly place: Place;
  readonly settings: VfSettings;
  /** `undefined` when they could not be read this time, or the driver does not count. */
  readonly counters: VfCounters | undefined;
};

/** All that is known of one physical function. */
export type Pf = {
  readonly device: PciDevice;
  readonly totalvfs: number;
  /** As last known. */
  readonly numvfs: number | undefined;
  /** As last known: a function that lost its driver has no network device any more. */
  readonly netdev: NetdevName | undefined;
  readonly link: LinkState | undefined;
  readonly about: About;
  /** Whether its driver has ever shown a count of its virtual functions' traffic. */
  readonly counts: boolean;
  /** Whether the settings of its virtual functions could be read at the last try. */
  readonly fresh: boolean;
  readonly vfs: readonly Vf[];
};

/** Virtual functions that stand in for each other, as far as can be told from outside: a bond's, or a guest's in one VLAN. */
export type Group = {
  readonly kind: 'bond' | 'guest';
  /** `bond0`, `blue:bond0`, `web1` */
  readonly holder: string;
  /** The virtual functions, each as `<physical function>/<number>`. */
  readonly members: readonly string[];
  /** The physical function that all links of the bond, or all virtual functions of the guest, depend on. */
  readonly sharedPf: string | undefined;
};

export const NOTHING_KNOWN: About = {
  driverVersion: undefined,
  firmware: undefined,
  eswitchMode: undefined,
  statistics: undefined,
};
