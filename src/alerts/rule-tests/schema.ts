import { z } from 'zod';
import { durationMs } from '../../promql/syntax/literals.ts';

const time = z.union([z.string(), z.int().min(0).max(0)]).transform((text, context) => {
  const milliseconds = text === 0 || text === '0' ? 0 : durationMs(String(text));
  if (milliseconds !== undefined) return milliseconds;
  context.issues.push({ code: 'custom', input: text, message: 'expected a duration like 5m or 1h30m' });
  return z.NEVER;
});
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text);

const alertTest = z.strictObject({
  eval_time: time,
  alertname: z.string(),
  exp_alerts: z
    .array(z.strictObject({ exp_labels: texts.optional(), exp_annotations: texts.optional() }))
    .nullish()
    .transform((list) => list ?? []),
});

const exprTest = z.strictObject({
  expr: z.string(),
  eval_time: time,
  exp_samples: z
    .array(z.strictObject({ labels: z.string().default('{}'), value: z.union([z.number(), z.string()]) }))
    .nullish()
    .transform((list) => list ?? []),
});

/** A file of unit tests for rules, as promtool reads it. */
export const ruleTestFile = z.strictObject({
  rule_files: z.array(z.string()).default([]),
  evaluation_interval: time.optional(),
  group_eval_order: z.array(z.string()).optional(),
  fuzzy_compare: z.boolean().optional(),
  tests: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        interval: time.optional(),
        input_series: z.array(z.strictObject({ series: z.string(), values: text })).default([]),
        alert_rule_test: z.array(alertTest).default([]),
        promql_expr_test: z.array(exprTest).default([]),
        external_labels: texts.optional(),
        external_url: z.string().optional(),
      }),
    )
    .default([]),
});

export type RuleTest = z.output<typeof ruleTestFile>['tests'][number];
