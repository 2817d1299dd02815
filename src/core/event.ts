import type { FieldValue } from './state.ts';

export type Severity = 'info' | 'notice' | 'warning' | 'critical';

/** What an event carries. `message` is one line a person can read; the rest is for programs. */
export type EventData = {
  readonly message: string;
  readonly kind?: string;
  readonly field?: string;
  readonly before?: FieldValue;
  readonly after?: FieldValue;
  /** Further facts of the object, in the field's own terms. */
  readonly details?: Readonly<Record<string, FieldValue>>;
};

/** Something that happened, before the store has numbered it. */
export type EventDraft = {
  /** `netsteward.<collector>.<what>`, listed in the catalogue. */
  readonly type: `netsteward.${string}`;
  /** The object it happened to, as in its state. */
  readonly subject: string;
  readonly severity: Severity;
  /** When it was seen, in milliseconds since 1970. */
  readonly time: number;
  readonly data: EventData;
  /** Ids of events, as in the event itself. */
  readonly causationid?: string;
  readonly correlationid?: string;
};

/**
 * A CloudEvents 1.0 event in its JSON form (https://github.com/cloudevents/spec, spec.md and json-format.md).
 * `source` and `id` together name the event once and for all: a receiver that meets the pair again has a duplicate.
 */
export type CloudEvent = {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** RFC 3339, in UTC with milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly severity: Severity;
  /** Position in this store's log, 16 digits with leading zeros, so that text order is log order. */
  readonly sequence: string;
  /** The kernel's boot in which it was seen (`/proc/sys/kernel/random/boot_id`), or `unknown`. */
  readonly bootepoch: string;
  /** `id` of the event that led to this one. */
  readonly causationid?: string;
  /** `id` of the first event of the chain. */
  readonly correlationid?: string;
  readonly data: EventData;
};
