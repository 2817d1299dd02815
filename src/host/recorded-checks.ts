import { z } from 'zod';
import { ParseError } from '../core/errors.ts';
import { type CheckReport, checkReasons } from './checks.ts';
import type { Json } from './host.ts';

const state = z.enum(['ACTIVE', 'INACTIVE', 'UNKNOWN']);
const reason = z.enum(checkReasons);
const result = z.object({
  at: z.number(),
  verdict: z.enum(['pass', 'fail', 'none']),
  reason,
  duration: z.number().optional(),
  detail: z.string().optional(),
});
const target = z.object({
  state,
  since: z.number(),
  last: result.optional(),
  checks: z.number(),
  failures: z.number(),
  transitions: z.number(),
  against: z.number(),
  address: z.string().optional(),
  certificateExpires: z.number().optional(),
});
const group = z.object({
  durations: z.array(z.number()),
  sum: z.number(),
  byReason: z.partialRecord(reason, z.number()),
});
const recordedReport = z.object({
  targets: z.record(z.string(), target),
  groups: z.record(z.string(), group),
  checker: z.object({
    openSockets: z.number(),
    waited: z.number(),
    missed: z.number(),
    untrusted: z.number(),
    lateness: z.number(),
  }),
});

/** A report as it stands in a recording: targets by key, groups by name. */
export function checkReportText({ targets, groups, checker }: CheckReport): string {
  const plain = { targets: Object.fromEntries(targets), groups: Object.fromEntries(groups), checker };
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** Throws a `ParseError` that names the first thing that is not as it has to be. */
export function parseCheckReport(file: string, recorded: Json): CheckReport {
  const { data, error } = recordedReport.safeParse(recorded);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new ParseError(file, 0, `the report of checks: ${issue?.path.join('.')}: ${issue?.message}`, undefined, {
      cause: error,
    });
  }
  const { targets, groups, checker } = data;
  return { targets: new Map(Object.entries(targets)), groups: new Map(Object.entries(groups)), checker };
}
