import type { BondText } from './parse/bond-show.ts';
import type { LacpText } from './parse/lacp-show.ts';
import type { LacpCounts } from './parse/lacp-stats.ts';
import type { PortRow } from './read/port-rows.ts';

/** What one ovs-vswitchd says about its bonds. */
export type SwitchReading = {
  /** As the label `daemon`: empty for the default one. */
  readonly daemon: string;
  /** Where its sockets are. */
  readonly runDirectory: string;
  readonly bonds: readonly BondText[];
  /** LACP of bonds, and of ports with one link. */
  readonly lacp: ReadonlyMap<string, LacpText>;
  readonly counts: readonly LacpCounts[];
  /** What the database says of the ports that are bonds; `undefined` while it does not answer. */
  readonly rows: ReadonlyMap<string, PortRow> | undefined;
};

/** A name in events and states: `bond0`, or `blue:bond0` where several daemons run. */
export function subjectOf(daemon: string, name: string): string {
  return daemon === '' ? name : `${daemon}:${name}`;
}

/** How many members the bond uses. */
export function membersEnabled({ members }: BondText): number {
  return members.filter(({ enabled }) => enabled).length;
}

/** Whether LACP came to nothing and the bond therefore works as active-backup. */
export function fellBack({ lacpStatus, lacpFallback }: BondText): boolean {
  return lacpFallback === true && lacpStatus === 'configured';
}

/**
 * Whether the member whose address the database has as that of the active one has lost its link. Members may share an
 * address: then all of them have to be down. `undefined` when the database names no member.
 */
export function activeLinkDown(row: PortRow | undefined): boolean | undefined {
  if (row === undefined || row.activeAddress === null) return undefined;
  const active = row.members.filter(({ address }) => address === row.activeAddress);
  return active.length === 0 ? undefined : active.every(({ linkState }) => linkState === 'down');
}
