import { z } from 'zod';
import { readJson } from '../../core/json-text.ts';
import type { OutgoingAlert } from '../../core/outgoing-alert.ts';

/** An alert that an Alertmanager is to know of, or that it may know of. Times in milliseconds since 1970. */
export type KeptAlert = Pick<OutgoingAlert, 'labels' | 'annotations' | 'startsAt'> & {
  /** When it ended; nothing while it fires. */
  readonly resolvedAt: number | undefined;
};

const pairs = z.array(z.tuple([z.string(), z.string()]));
const written = z.object({
  labels: pairs,
  annotations: pairs,
  startsAt: z.number(),
  resolvedAt: z.number().optional(),
});

/** As it is kept in the store. */
export function writeKept({ labels, annotations, startsAt, resolvedAt }: KeptAlert): string {
  return JSON.stringify({ labels: [...labels], annotations: [...annotations], startsAt, resolvedAt });
}

/** Nothing when the text is not what some version of the agent has written. */
export function readKept(text: string): KeptAlert | undefined {
  const data = readJson(written, text);
  if (data === undefined) return undefined;
  const { labels, annotations, startsAt, resolvedAt } = data;
  return { labels: new Map(labels), annotations: new Map(annotations), startsAt, resolvedAt };
}
