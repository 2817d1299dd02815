import { createHash } from 'node:crypto';

/** A firing alert as receivers of alerts know it: with the labels that name its host. Times in milliseconds since 1970. */
export type OutgoingAlert = {
  /** `alertKey` of its labels. */
  readonly key: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly startsAt: number;
  /** Why nobody is to be told of it, in words; nothing when it is not silenced on this host. */
  readonly silence: string | undefined;
};

/** The same for the same labels, whatever their order. */
export function alertKey(labels: Iterable<readonly [string, string]>): string {
  const sorted = [...labels].sort(([a], [b]) => Number(a > b) - Number(a < b));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
}
