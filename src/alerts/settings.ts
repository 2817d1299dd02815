import { z } from 'zod';
import { byteSize } from '../core/byte-size.ts';
import { duration } from '../core/duration.ts';

/** What can be set about alerts. Times in seconds, sizes in bytes. */
export const alertSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the agent evaluates alerting rules.'),
  shipped_rules: z.boolean().default(true).describe('Whether the rules that come with the agent are in force.'),
  rule_files: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Further rule files, in the format of Prometheus; `*` and `?` are wildcards. Read again when they change.',
    ),
  evaluation_interval: duration({ min: 0.1, max: 3_600 })
    .prefault('15s')
    .describe('How often rules are evaluated when nothing has changed; groups may name their own `interval`.'),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'expected a label name'), z.string())
    .default({})
    .describe('Labels of all alerts of this host, as `external_labels` of Prometheus.'),
  memory: byteSize({ min: 2 ** 20 })
    .prefault('64MiB')
    .describe('How much memory the recent past of the series may take that rules look at.'),
  flapping: z
    .strictObject({
      times: z.int().min(1).max(1000).default(5).describe('How often an alert may begin to fire within that time.'),
      within: duration({ min: 1, max: 86_400 }).prefault('10m').describe('The time in which its firings are counted.'),
      calm: duration({ min: 1, max: 86_400 })
        .prefault('5m')
        .describe('How long it then goes on firing after its expression has ceased to hold.'),
    })
    .prefault({})
    .describe('When an alert that comes and goes is held.'),
  webhook: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe(
          'Whether the HTTP server takes alerts from Alertmanagers, at `POST /alerts/received`: the URL of a `webhook_config`. Only from clients with the token, with a client certificate that the web configuration has verified, or with a password of the web configuration.',
        ),
      token_file: z
        .string()
        .min(1)
        .optional()
        .describe(
          'File with the bearer token that lets a client in without a password. It is read again for every delivery.',
        ),
      resolve_timeout: duration({ min: 10, max: 2_592_000 })
        .prefault('5h')
        .describe(
          'When an alert counts as ended that is not delivered again. More than the `repeat_interval` of the Alertmanager, which is 4h unless it says otherwise.',
        ),
      limit: z
        .int()
        .min(1)
        .max(100_000)
        .default(1_000)
        .describe('How many received alerts may fire at the same time; a delivery beyond that is refused with 503.'),
    })
    .prefault({})
    .describe('Alerts from a fleet, delivered by Alertmanagers.'),
});

export type AlertSettings = z.output<typeof alertSettings>;
