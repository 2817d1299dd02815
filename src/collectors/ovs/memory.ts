import type { State } from '../../core/state.ts';
import type { Interface, Model } from './model/model.ts';
import type { FlowsRead } from './read/read-flows.ts';
import type { RxQueuesRead } from './read/read-switch.ts';

/** What is remembered of one switch between readings. */
export type SwitchMemory = {
  readonly model: Model | undefined;
  readonly rxQueues: RxQueuesRead | undefined;
  readonly flows: FlowsRead | undefined;
  readonly vswitchd: DaemonMemory;
  readonly ovsdb: DaemonMemory;
  /** Since when, in milliseconds of the reader's clock, a configuration has been waiting to be applied. */
  readonly pendingSince: number | undefined;
  /** Whether it has been waiting for longer than it should. */
  readonly isStuck: boolean;
  readonly states: readonly State[];
  /** The state of an interface as long as nothing of it changes. */
  readonly interfaceStates: ReadonlyMap<Interface, State>;
};

export type DaemonMemory = {
  readonly pid: number | undefined;
  readonly version: string | undefined;
  readonly isUp: boolean;
  /** How often it came to be another process. */
  readonly restarts: number;
};

const unknownDaemon: DaemonMemory = { pid: undefined, version: undefined, isUp: false, restarts: 0 };

export const nothingKnown: SwitchMemory = {
  model: undefined,
  rxQueues: undefined,
  flows: undefined,
  vswitchd: unknownDaemon,
  ovsdb: unknownDaemon,
  pendingSince: undefined,
  isStuck: false,
  states: [],
  interfaceStates: new Map(),
};
