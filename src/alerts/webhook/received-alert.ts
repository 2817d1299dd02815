import type { Labels } from '../../promql/labels.ts';

/** A firing alert that an Alertmanager has told this host of. Times in milliseconds since 1970. */
export type ReceivedAlert = {
  /** Alertmanager's name for the set of labels, in hexadecimal digits. With `startsAt` it names the alert once and for all. */
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: ReadonlyMap<string, string>;
  readonly startsAt: number;
  /** When it ends by what the sender says; nothing when that is open. */
  readonly endsAt: number | undefined;
  /** When it was told first and last. */
  readonly receivedAt: number;
  readonly seenAt: number;
  /** The sender's receiver that led here, and the sender's own address; both as it says. */
  readonly receiver: string;
  readonly externalUrl: string;
};

/** The same for every delivery of one alert, and another for the next alert with the same labels. */
export function receivedId({ fingerprint, startsAt }: Pick<ReceivedAlert, 'fingerprint' | 'startsAt'>): string {
  return `${fingerprint}-${startsAt}`;
}
