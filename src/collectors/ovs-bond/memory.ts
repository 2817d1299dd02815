import type { State } from '../../core/state.ts';

/** What is remembered of the bonds of one daemon between readings. */
export type SwitchMemory = {
  readonly states: readonly State[];
  readonly bonds: ReadonlyMap<string, BondMemory>;
};

export type BondMemory = {
  readonly activeMember: string | null;
  /** Changes of the active member since the bond was first seen. */
  readonly failovers: number;
  /** When the last of them was seen, in milliseconds since 1970. */
  readonly failedOverAt: number | undefined;
  /** When a member was last seen to be enabled or disabled, by its name, in the same unit. */
  readonly memberChangedAt: ReadonlyMap<string, number>;
  readonly membersEnabled: ReadonlyMap<string, boolean>;
  /** Since when, in milliseconds of the reader's clock, the database has named an active member without a link. */
  readonly linkDownSince: number | undefined;
  /** Whether that has lasted for longer than a failover takes. */
  readonly linkDown: boolean | undefined;
};

export const nothingKnown: SwitchMemory = { states: [], bonds: new Map() };
