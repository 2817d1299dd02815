import { z } from 'zod';
import { readJson } from '../../core/json-text.ts';
import { labelsOf } from '../../promql/labels.ts';
import type { ReceivedAlert } from './received-alert.ts';

const pairs = z.array(z.tuple([z.string(), z.string()]));
/** An alert as it is written into the store. */
const written = z.object({
  fingerprint: z.string(),
  labels: pairs,
  annotations: pairs,
  startsAt: z.number(),
  endsAt: z.number().optional(),
  receivedAt: z.number(),
  seenAt: z.number(),
  receiver: z.string(),
  externalUrl: z.string(),
});

export function writeReceived(alert: ReceivedAlert): string {
  return JSON.stringify({ ...alert, labels: [...alert.labels], annotations: [...alert.annotations] });
}

/** Nothing when the text is not an alert that some version of the agent has written. */
export function readReceived(text: string): ReceivedAlert | undefined {
  const data = readJson(written, text);
  if (data === undefined) return undefined;
  const { labels, annotations, endsAt, ...rest } = data;
  return { ...rest, labels: labelsOf(labels), annotations: new Map(annotations), endsAt };
}
