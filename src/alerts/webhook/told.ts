import type { Occurrence } from '../../core/definition.ts';
import type { FieldValue, State } from '../../core/state.ts';
import { receivedOccurrences } from '../about.ts';
import { chainOf, iso, severityOf, subjectOf } from '../engine/transitions.ts';
import type { ReceivedAlert } from './received-alert.ts';
import type { EndedAlert } from './received-book.ts';

/** A subject is a name; what others send may be as long as they like. */
const LONGEST_SUBJECT = 200;

export function nameOf(alert: ReceivedAlert): string {
  const subject = subjectOf(alert);
  return subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT)}…` : subject;
}

export function begunReceived(alert: ReceivedAlert): Occurrence {
  const summary = alert.annotations.get('summary');
  return {
    definition: receivedOccurrences.received,
    subject: nameOf(alert),
    severity: severityOf(alert),
    message: `an Alertmanager tells that ${nameOf(alert)} fires${summary === undefined ? '' : `: ${summary}`}`,
    details: detailsOf(alert),
    chain: { name: chainOf(alert), begins: true },
  };
}

export function endedReceived({ alert, endedAt, isForgotten }: EndedAlert): Occurrence {
  const how = isForgotten ? 'is not told of any more and counts as ended' : 'is resolved, as an Alertmanager tells';
  return {
    definition: receivedOccurrences.receivedEnded,
    subject: nameOf(alert),
    message: `${nameOf(alert)} ${how}`,
    details: { ...detailsOf(alert), ended_at: iso(endedAt) },
    chain: { name: chainOf(alert) },
  };
}

/** Its subject is the fingerprint: no label of a stranger becomes part of a topic or a key. */
export function stateOfReceived(alert: ReceivedAlert): State {
  const { fingerprint, labels, annotations, startsAt, receivedAt, receiver, externalUrl } = alert;
  return {
    kind: 'alert',
    subject: fingerprint,
    fields: {
      alert: nameOf(alert),
      severity: severityOf(alert),
      starts_at: iso(startsAt),
      received_at: iso(receivedAt),
      receiver,
      external_url: externalUrl,
      summary: annotations.get('summary') ?? null,
      labels: JSON.stringify(Object.fromEntries(labels)),
      annotations: JSON.stringify(Object.fromEntries(annotations)),
    },
  };
}

function detailsOf({ fingerprint, labels, annotations, startsAt, receiver, externalUrl }: ReceivedAlert) {
  const own = [...labels].map(([name, value]): [string, FieldValue] => [`label_${name}`, value]);
  const texts = [...annotations].map(([name, value]): [string, FieldValue] => [`annotation_${name}`, value]);
  return {
    ...Object.fromEntries(own),
    ...Object.fromEntries(texts),
    fingerprint,
    starts_at: iso(startsAt),
    receiver,
    external_url: externalUrl,
  };
}
