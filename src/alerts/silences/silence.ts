import { fitsAll, type Matcher } from '../../promql/matcher.ts';
import type { Alert } from '../alert.ts';

/** Somebody does not want to be told of some alerts for a while. Times in milliseconds since 1970. */
export type Silence = {
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** All of them have to fit; never empty, and never such that alerts without any label would fit. */
  readonly matchers: readonly Matcher[];
  readonly createdAt: number;
  readonly endsAt: number;
  readonly reason: string;
  readonly author: string;
};

export function isInForce({ createdAt, endsAt }: Silence, now: number): boolean {
  // A clock that was set back must not lift a silence: only its end counts, unless it was ended in its first moment.
  return endsAt > now && endsAt > createdAt;
}

/** The silences that hold an alert with these labels. */
export function holding(silences: readonly Silence[], labels: Alert['labels']): readonly Silence[] {
  return silences.filter(({ matchers }) => fitsAll(matchers, labels));
}

/** `until 2026-01-31T12:00:00.000Z by alice: new cables` */
export function wordsOf({ endsAt, author, reason }: Silence): string {
  return `until ${new Date(endsAt).toISOString()} by ${author}: ${reason}`;
}

/** `bond="bond0", alertname=~"Conntrack.*"` */
export function selectorOf({ matchers }: Pick<Silence, 'matchers'>): string {
  return matchers.map(({ name, op, value }) => `${name}${op}${JSON.stringify(value)}`).join(', ');
}
