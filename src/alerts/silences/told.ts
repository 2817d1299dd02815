import type { Occurrence } from '../../core/definition.ts';
import type { Severity } from '../../core/event.ts';
import { silenceOccurrences } from '../about.ts';
import type { Alert } from '../alert.ts';
import { severityOf, subjectOf } from '../engine/transitions.ts';
import type { EndedSilence } from './live-silences.ts';
import { type Silence, selectorOf, wordsOf } from './silence.ts';

/** How a silence that is in force now is told. */
export function begunSilence(silence: Silence): Occurrence {
  return {
    definition: silenceOccurrences.silenced,
    subject: silence.id,
    message: `alerts with ${selectorOf(silence)} are silenced ${wordsOf(silence)}`,
    details: detailsOf(silence),
  };
}

const ORDER: readonly Severity[] = ['info', 'notice', 'warning', 'critical'];
/** How many alerts are named. */
const MOST_NAMED = 5;

/** @param firing alerts that it held, that fire, and that nothing holds any more */
export function endedSilence({ silence, isEarly }: EndedSilence, firing: readonly Alert[]): Occurrence {
  const severity = firing.map(severityOf).reduce((worst, one) => (rank(one) > rank(worst) ? one : worst), 'notice');
  const named = firing.slice(0, MOST_NAMED).map(subjectOf).join(', ');
  const more = firing.length > MOST_NAMED ? ` and ${firing.length - MOST_NAMED} more` : '';
  const left = firing.length === 0 ? 'no alert that it held fires' : `firing now: ${named}${more}`;
  return {
    definition: silenceOccurrences.silenceEnded,
    subject: silence.id,
    severity,
    message: `the silence of alerts with ${selectorOf(silence)} ${isEarly ? 'was ended early' : 'has ended'}; ${left}`,
    details: { ...detailsOf(silence), firing: firing.length },
  };
}

function rank(severity: Severity): number {
  return ORDER.indexOf(severity);
}

function detailsOf(silence: Silence) {
  const { reason, author, createdAt, endsAt } = silence;
  return {
    matchers: selectorOf(silence),
    reason,
    author,
    created_at: new Date(createdAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
  };
}
