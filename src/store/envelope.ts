import type { CloudEvent, EventDraft } from '../core/event.ts';

/** What the events of one run of the agent have in common. */
export type Origin = {
  /** Random and new for each run, so that an id is never given twice, whatever happens to the database. */
  readonly run: string;
  readonly source: string;
  readonly bootEpoch: string;
};

const SEQUENCE_DIGITS = 16;

/** The CloudEvents `source` of a host. Characters that a URI path can't hold are percent-encoded. */
export function sourceOf(hostName: string): string {
  return `/hosts/${encodeURIComponent(hostName)}/netsteward`;
}

/** The event as it will be published. Throws a RangeError when the draft's time is no time. */
export function envelope(draft: EventDraft, sequence: number, origin: Origin): CloudEvent {
  return {
    specversion: '1.0',
    id: `${origin.run}-${sequence}`,
    source: origin.source,
    type: draft.type,
    subject: draft.subject.toWellFormed(),
    time: new Date(draft.time).toISOString(),
    datacontenttype: 'application/json',
    severity: draft.severity,
    sequence: sequenceText(sequence),
    bootepoch: origin.bootEpoch,
    ...(draft.causationid === undefined ? {} : { causationid: draft.causationid }),
    ...(draft.correlationid === undefined ? {} : { correlationid: draft.correlationid }),
    data: draft.data,
  };
}

export function sequenceText(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}
