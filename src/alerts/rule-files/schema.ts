import { z } from 'zod';
import { durationMs } from '../../promql/syntax/literals.ts';

/** A duration of Prometheus, in milliseconds; `0s` and `0` are none. */
const period = z
  .union([z.string(), z.int().min(0).max(0)], 'expected a duration like 5m or 1h30m')
  .transform((text, context) => {
    const milliseconds = text === 0 || text === '0' ? 0 : durationMs(String(text));
    if (milliseconds !== undefined) return milliseconds;
    context.issues.push({ code: 'custom', input: text, message: 'expected a duration like 5m or 1h30m' });
    return z.NEVER;
  });

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const labelName = z
  .string()
  .regex(LABEL_NAME, 'expected a label name')
  .refine((name) => name !== '__name__', 'expected another label than __name__');
/** YAML reads `true` and `5` as no text, where Prometheus does. */
const text = z.union([z.string(), z.number(), z.boolean()], 'expected text').transform(String);

const expression = z.union([z.string().min(1), z.number()], 'expected an expression').transform(String);

export const alertRule = z.strictObject({
  alert: z.string().min(1, 'expected a name'),
  expr: expression,
  for: period.optional(),
  keep_firing_for: period.optional(),
  labels: z
    .record(
      labelName.refine((name) => name !== 'alertname', 'expected another label than alertname'),
      text,
    )
    .optional(),
  annotations: z.record(labelName, text).optional(),
});

export const recordRule = z.strictObject({
  record: z.string().regex(METRIC_NAME, 'expected the name of a metric'),
  expr: expression,
  labels: z.record(labelName, text).optional(),
});

const group = z.strictObject({
  name: z.string().min(1, 'expected a name'),
  interval: period.optional(),
  query_offset: period.optional(),
  limit: z.int().min(0).optional(),
  labels: z.record(labelName, text).optional(),
  rules: z.array(z.record(z.string(), z.unknown())).default([]),
});

/** A rule file; its rules are checked one by one, by what they are. */
export const ruleFile = z.strictObject({ groups: z.array(group).default([]) });
