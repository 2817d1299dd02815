import { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import { describeIssue } from './describe-issue.ts';
import { nearestName } from './nearest-name.ts';
import { isSection, valueAt } from './setting-tree.ts';
import type { SettingPath, SettingSource } from './yaml-source.ts';

/** What was checked: the settings as written, against which schema, and where each of them stands. */
export type CheckedText = {
  readonly schema: z.ZodType;
  readonly written: unknown;
  readonly locate: SettingSource['locate'];
};

/** What zod found wrong, each with its place: a name that is not known is told with the one that was probably meant. */
export function issueProblems(issue: z.core.$ZodIssue, { schema, written, locate }: CheckedText): ConfigProblem[] {
  const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known = namesAt(schema, steps, written);
    return issue.keys.map((key) => ({
      place: locate(steps, key),
      path: [...steps, key].join('.'),
      message: unknownName(key, known),
    }));
  }
  return [{ place: locate(steps), path: steps.join('.'), message: describeIssue(issue, valueAt(written, steps)) }];
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  if (meant !== undefined) return `unknown setting, did you mean ${meant}?`;
  return `unknown setting, expected ${known.length === 0 ? 'nothing here' : `one of ${known.join(', ')}`}`;
}

/** The names that the schema knows in a section. */
function namesAt(schema: z.ZodType, path: SettingPath, written: unknown): string[] {
  let current: unknown = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  for (const [index, step] of path.entries()) {
    const section = meantBy(current, valueAt(written, path.slice(0, index)));
    current = valueAt(section, typeof step === 'number' ? ['items'] : ['properties', step]);
  }
  const names = valueAt(meantBy(current, valueAt(written, path)), ['properties']);
  return isSection(names) ? Object.keys(names) : [];
}

/** Of several forms that a section may have, the one whose constant names it has. */
function meantBy(schema: unknown, value: unknown): unknown {
  const forms = valueAt(schema, ['oneOf']) ?? valueAt(schema, ['anyOf']);
  if (!Array.isArray(forms)) return schema;
  return forms.find((form) => isMeant(valueAt(form, ['properties']), value));
}

function isMeant(properties: unknown, value: unknown): boolean {
  if (!isSection(properties)) return false;
  return Object.entries(properties).every(([name, property]) => {
    const constant = valueAt(property, ['const']);
    return constant === undefined || valueAt(value, [name]) === constant;
  });
}
