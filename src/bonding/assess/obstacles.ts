/** What speaks against a failover. A closed set: it becomes a label. */
export const obstacles = [
  /** The bond has no active member to be relieved. */
  'no-active',
  'no-standby',
  'link-down',
  'link-waiting',
  /** The link came or went lately. */
  'unstable',
  /** Slower than the active one. */
  'slower',
  /** Half duplex, or another one than the active one has. */
  'duplex',
  /** A smaller MTU than the active one has. */
  'mtu',
  /** In another VLAN than the active one. */
  'vlan',
  /** Its LACP partner is not heard. */
  'lacp',
  /** The same physical function as the active one: they fail together. */
  'same-pf',
  /** The same switch as the active one. */
  'same-switch',
  /** Errors are rising. */
  'errors',
  /** Nobody answers behind it. */
  'path-dead',
] as const;

export type Obstacle = (typeof obstacles)[number];

/** An obstacle at one member, or at the bond as a whole (`member` is empty), in words. */
export type Found = { readonly obstacle: Obstacle; readonly member: string; readonly words: string };
