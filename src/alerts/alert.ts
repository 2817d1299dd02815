import type { Labels } from '../promql/labels.ts';

/** One alert of one rule for one set of labels, while it is pending or fires. Times in milliseconds since 1970. */
export type Alert = {
  /** Same labels, same fingerprint, in every run. */
  readonly fingerprint: string;
  readonly group: string;
  /** `alertname` and the rule's labels among them. */
  readonly labels: Labels;
  readonly annotations: ReadonlyMap<string, string>;
  readonly state: 'pending' | 'firing';
  readonly value: number;
  /** Since when the expression holds. */
  readonly activeAt: number;
  /** When it began to fire. */
  readonly firedAt: number | undefined;
  /** Since when the expression has not held any more, while `keep_firing_for` or flap damping keeps it firing. */
  readonly keptSince: number | undefined;
  /** Since when nobody can tell whether it still holds, because a collector it depends on has failed or has not read yet. */
  readonly unknownSince: number | undefined;
  /** Kept firing because it came and went too often. */
  readonly flapping: boolean;
};

/** A firing alert that has ended. */
export type ResolvedAlert = Omit<Alert, 'state'> & { readonly resolvedAt: number };

export const ALERT_NAME = 'alertname';
