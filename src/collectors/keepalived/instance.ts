/** A VRRP instance as its keepalived knows it. Times in seconds. */
export type Instance = {
  readonly name: string;
  readonly state: VrrpState;
  readonly interface: string;
  readonly routerId: number;
  readonly basePriority: number;
  /** With what tracked scripts and interfaces add and take away. */
  readonly effectivePriority: number;
  /** Between adverts. */
  readonly advertInterval: number;
  /** Seconds since 1970. */
  readonly lastTransition: number;
  readonly addresses: readonly VirtualAddress[];
  /** Address of the master that is heard; only in its text, and only while it is not master itself. */
  readonly masterRouter?: string | undefined;
  readonly counts: ReadonlyMap<Count, number>;
};

export const vrrpStates = ['INIT', 'BACKUP', 'MASTER', 'FAULT'] as const;
export type VrrpState = (typeof vrrpStates)[number];

export type VirtualAddress = { readonly address: string; readonly interface: string };

/** Counts since the start, by their names in the JSON. */
export const countNames = [
  'advert_rcvd',
  'advert_sent',
  'become_master',
  'release_master',
  'packet_len_err',
  'advert_interval_err',
  'ip_ttl_err',
  'invalid_type_rcvd',
  'addr_list_err',
  'invalid_authtype',
  'authtype_mismatch',
  'auth_failure',
  'pri_zero_rcvd',
  'pri_zero_sent',
] as const;
export type Count = (typeof countNames)[number];

/** Adverts of others that were not accepted. */
export const refusals: readonly Count[] = [
  'packet_len_err',
  'advert_interval_err',
  'ip_ttl_err',
  'invalid_type_rcvd',
  'addr_list_err',
  'invalid_authtype',
  'authtype_mismatch',
  'auth_failure',
];

/** A script that an instance tracks. */
export type Script = { readonly name: string; readonly status: string };
