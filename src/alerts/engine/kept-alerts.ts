import { z } from 'zod';
import { readJson } from '../../core/json-text.ts';
import { labelsOf } from '../../promql/labels.ts';
import type { KeptAlert } from './engine.ts';

const texts = z.record(z.string(), z.string());
const optional = z.number().optional();
/** An alert as it is written into the store. */
const written = z.object({
  rule: z.string(),
  fingerprint: z.string(),
  group: z.string(),
  labels: texts,
  annotations: texts,
  state: z.enum(['pending', 'firing']),
  // JSON has no infinities and no NaN.
  value: z.string(),
  activeAt: z.number(),
  firedAt: optional,
  keptSince: optional,
  flapping: z.boolean(),
  served: z.number(),
  seenAt: z.number(),
});

export function writeAlert(alert: KeptAlert): string {
  const labels = Object.fromEntries(alert.labels);
  const annotations = Object.fromEntries(alert.annotations);
  return JSON.stringify({ ...alert, labels, annotations, value: String(alert.value) });
}

/** Nothing when the text is not an alert that some version of the agent has written. */
export function readAlert(text: string): KeptAlert | undefined {
  const data = readJson(written, text);
  if (data === undefined) return undefined;
  return {
    ...data,
    labels: labelsOf(Object.entries(data.labels)),
    annotations: new Map(Object.entries(data.annotations)),
    value: Number(data.value),
    firedAt: data.firedAt,
    keptSince: data.keptSince,
  };
}
