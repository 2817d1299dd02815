import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssue } from './describe-issue.ts';

const issueOf = (schema: z.ZodType, value: unknown) => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue === undefined) throw new Error('nothing is wrong');
  return describeIssue(issue, value);
};

it('shows what was found, but no password that stands in a URL', () => {
  const url = z.string().regex(/^mqtts:/, 'expected a URL that begins with mqtts');
  expect(issueOf(url, 'mqtt://broker')).toBe('expected a URL that begins with mqtts, found "mqtt://broker"');
  const hidden = issueOf(url, 'mqtt://me:secret@broker');
  expect(hidden).toBe('expected a URL that begins with mqtts, found "mqtt://…@broker"');
});
