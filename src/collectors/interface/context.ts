import type { Occurrence } from '../../core/definition.ts';
import type { Selection } from './selection.ts';
import type { InterfaceSettings } from './settings.ts';

/** What every reading of the collector is given. */
export type Context = {
  readonly settings: InterfaceSettings;
  /** Milliseconds, as of `performance.now()`. */
  readonly now: () => number;
  readonly selection: Selection;
  /** Aborted when all programs of this reading together have had time enough. */
  readonly programs: AbortSignal;
  /** Keeps an event that no comparison of states would find until the reading is finished. */
  readonly occurred: (occurrence: Occurrence) => void;
};

/**
 * Programs that describe devices answer in milliseconds, unless a driver holds the kernel's lock over all of them; then each
 * one waits for ever, and what can be read without that lock must still come out in time.
 */
const PROGRAMS_DEADLINE_MS = 2000;
/** A driver that knows its speed says so at once; nothing else waits longer for one that does not. */
const DRIVER_DEADLINE_MS = 200;

export function programsSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PROGRAMS_DEADLINE_MS)]);
}

export function driverSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(DRIVER_DEADLINE_MS)]);
}
