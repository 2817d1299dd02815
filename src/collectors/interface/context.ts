import type { Occurrence } from '../../core/definition.ts';
import type { Selection } from './selection.ts';
import type { InterfaceSettings } from './settings.ts';

/** What every reading of the collector is given. */
export type Context = {
  readonly settings: InterfaceSettings;
  /** Milliseconds, as of `performance.now()`. */
  readonly now: () => number;
  readonly selection: Selection;
  /** Keeps an event that no comparison of states would find until the reading is finished. */
  readonly occurred: (occurrence: Occurrence) => void;
};

/** A command that describes devices answers in milliseconds, unless a driver holds the kernel's lock over all of them. */
const COMMAND_DEADLINE_MS = 2000;
/** A driver that knows its speed says so at once; nothing else waits longer for one that does not. */
const DRIVER_DEADLINE_MS = 200;

export function commandSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(COMMAND_DEADLINE_MS)]);
}

export function driverSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(DRIVER_DEADLINE_MS)]);
}
