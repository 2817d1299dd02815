import type { Script } from './instance.ts';
import type { Dumped, Judged, Presence } from './judge.ts';
import type { Daemon } from './read/find-daemons.ts';

/** What is known of one keepalived. */
export type DaemonMemory = {
  readonly daemon: Daemon;
  readonly status: DaemonStatus;
  /** When it was last asked, in milliseconds of the reader's clock. */
  readonly askedAt: number;
  /** Whether this process has ever written something: one without VRRP never does. */
  readonly hasWritten: boolean;
  readonly instances: ReadonlyMap<string, InstanceMemory>;
  readonly scripts: readonly Script[];
};

/** `silent`: it was asked and wrote nothing in time, though it did before. */
export type DaemonStatus = 'running' | 'silent' | 'gone';

export type InstanceMemory = Dumped &
  Judged & {
    readonly presence: Presence | null;
    /** Whether its addresses were not as its state wants them, in this reading and in the one before. */
    readonly contradicted: boolean;
    readonly addressesWrong: boolean;
  };
