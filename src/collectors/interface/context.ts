import type { Occurrence } from '../../core/definition.ts';
import type { Selection } from './selection.ts';
import type { InterfaceSettings } from './settings.ts';

/** What every reading of the collector is given. */
export type Context = {
  readonly settings: InterfaceSettings;
  readonly selection: Selection;
  /** Milliseconds, as of `performance.now()`. */
  readonly now: () => number;
  /** Aborted when all programs of this reading together have had time enough. */
  readonly programs: AbortSignal;
  /** Aborted when the drivers of this namespace have had time enough, counted from the first one that was asked. */
  readonly drivers: () => AbortSignal;
  /** Keeps an event that no comparison of states would find until the reading is finished. */
  readonly occurred: (occurrence: Occurrence) => void;
};

/** The reading's own signal, and that of its programs. */
export type Signals = { readonly signal: AbortSignal; readonly programs: AbortSignal };

/**
 * Programs that describe devices answer in milliseconds, unless a driver holds the kernel's lock over all of them; then each
 * one waits for ever, and what can be read without that lock must still come out in time.
 */
const PROGRAMS_DEADLINE_MS = 2000;
/** A driver that knows its speed says so at once; nothing else waits longer for one that does not. */
const DRIVERS_DEADLINE_MS = 200;

export function createSignals(signal: AbortSignal): Signals {
  return { signal, programs: AbortSignal.any([signal, AbortSignal.timeout(PROGRAMS_DEADLINE_MS)]) };
}

export function createContext(
  about: Pick<Context, 'settings' | 'selection' | 'now' | 'occurred'>,
  { signal, programs }: Signals,
): Context {
  let drivers: AbortSignal | undefined;
  return {
    ...about,
    programs,
    drivers: () => {
      drivers ??= AbortSignal.any([signal, AbortSignal.timeout(DRIVERS_DEADLINE_MS)]);
      return drivers;
    },
  };
}
