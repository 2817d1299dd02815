import type { Severity } from './event.ts';
import type { FieldValue, State } from './state.ts';

/** One object before and after. At least one side is there: an object that appeared has no `before`. */
export type Change = {
  readonly kind: string;
  readonly subject: string;
  readonly before: State | undefined;
  readonly after: State | undefined;
  /** The field that changed and its two values; empty and null when the object itself appeared or vanished. */
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
};

/** How a change is told: the event's type, how bad it is, and its one line. */
export type EventRule = {
  /** The last part of the event's type: `active-slave-changed`. */
  readonly what: string;
  readonly help: string;
  readonly severity: Severity | ((change: Change) => Severity);
  readonly message: (change: Change) => string;
  /** Changes that are no event: a value that was not known before, or what follows from another change that is told. */
  readonly unless?: (change: Change) => boolean;
};

/** What is told about one kind of object. Fields that are not named here are part of its state but cause no event. */
export type KindDefinition = {
  readonly kind: string;
  readonly help: string;
  readonly appeared?: EventRule;
  readonly vanished?: EventRule;
  /**
   * Told instead of vanished and appeared when an object goes and another comes that has the same values in all fields of
   * `identity`. The change's field is then `name`, from one subject to the other.
   */
  readonly renamed?: EventRule & { readonly identity: readonly string[] };
  readonly fields: Readonly<Record<string, EventRule>>;
};

/** An event that no comparison of states can find (a line in the kernel's log, a flap between two readings). */
export type OccurrenceDefinition = { readonly what: string; readonly help: string; readonly severity: Severity };

/** Such an event, as the collector saw it. */
export type Occurrence = {
  readonly definition: OccurrenceDefinition;
  readonly subject: string;
  readonly message: string;
  readonly severity?: Severity;
  readonly details?: Readonly<Record<string, FieldValue>>;
  /** What it follows from. */
  readonly chain?: Chain;
};

/**
 * Events of one name follow from each other: each is caused by the one before, and all of them go back to the first. Where
 * one `begins` the chain, it is caused by what was told of the reading in which it was seen, if anything was.
 */
export type Chain = { readonly name: string; readonly begins?: true };
