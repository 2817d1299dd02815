import type { State } from '../../core/state.ts';
import type { Trail } from './announced/follow.ts';
import type { Bond } from './bond.ts';

/** What is remembered of one bond between readings. */
export type BondMemory = {
  /** As it was last read well. */
  readonly bond: Bond | undefined;
  /** Why the last attempt failed. */
  readonly failure: unknown;
  /** Changes of the active slave since the bond was first seen. */
  readonly failovers: number;
  /** When the last of them was seen, in milliseconds since 1970. */
  readonly failedOverAt: number | undefined;
  /** When the link of a slave was last seen to have gone up or down, by the slave's name, in the same unit. */
  readonly linkChangedAt: ReadonlyMap<string, number>;
  readonly states: readonly State[];
  readonly trail: Trail;
};

/** What is remembered of one network namespace. */
export type DoorMemory = {
  readonly netns: string;
  /** Whether the bonding driver is loaded. */
  readonly present: boolean;
  /** Why the last attempt to list its bonds failed. */
  readonly failure: unknown;
  readonly bonds: ReadonlyMap<string, BondMemory>;
};

export function emptyMemory(netns: string): DoorMemory {
  return { netns, present: false, failure: undefined, bonds: new Map() };
}
