import { z } from 'zod';
import type { ConfigPlace, ConfigProblem } from './config-error.ts';
import { describeIssue, isSecret } from './describe-issue.ts';
import { meaningOf, type Override, variableFor } from './environment.ts';
import { nearestName } from './nearest-name.ts';
import { leavesOf, valueAt, withoutEmpty, withValue } from './setting-tree.ts';
import type { SettingPath, SettingSource } from './yaml-source.ts';

export type Checked = {
  /** The settings as written, file and environment together. */
  readonly written: unknown;
  /** The settings as the schema reads them, with its defaults. Of use only without problems. */
  readonly read: unknown;
  readonly problems: readonly ConfigProblem[];
};

/** Checks what the file and the environment say together against the schema; the environment wins. */
export function checkSettings(schema: z.ZodObject, source: SettingSource, overrides: readonly Override[]): Checked {
  const fromFile = withoutEmpty(source.value) ?? {};
  const asText = overrides.reduce<unknown>((all, { path, text }) => withValue(all, path, text), fromFile);
  const written = reread(asText, overrides, schema.safeParse(asText).error?.issues ?? []);
  const result = schema.safeParse(written);
  const issues = result.error?.issues ?? [];
  const context = { schema, source, overrides, written };
  return {
    written,
    read: result.data,
    problems: [...secretsIn(fromFile, source), ...issues.flatMap((issue) => problemsOf(issue, context))],
  };
}

/** Text that its setting does not take is read again as a number, a list and so on. */
function reread(settings: unknown, overrides: readonly Override[], refused: readonly z.core.$ZodIssue[]): unknown {
  return overrides.reduce((all, { path, text }) => {
    const issue = refused.find((one) => one.code !== 'unrecognized_keys' && samePath(one.path, path));
    if (issue === undefined) return all;
    return withValue(all, path, meaningOf(text, issue.code === 'invalid_type' && issue.expected === 'array'));
  }, settings);
}

type Context = {
  readonly schema: z.ZodObject;
  readonly source: SettingSource;
  readonly overrides: readonly Override[];
  readonly written: unknown;
};

function problemsOf(issue: z.core.$ZodIssue, context: Context): ConfigProblem[] {
  const { schema, source, written } = context;
  const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known = namesAt(schema, steps);
    return issue.keys.map((key) => ({
      place: overridePlace(context, [...steps, key]) ?? source.locate(steps, key),
      path: [...steps, key].join('.'),
      message: unknownName(key, known),
    }));
  }
  const place = overridePlace(context, steps) ?? source.locate(steps);
  return [{ place, path: steps.join('.'), message: describeIssue(issue, valueAt(written, steps)) }];
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  if (meant !== undefined) return `unknown setting, did you mean ${meant}?`;
  return `unknown setting, expected ${known.length === 0 ? 'nothing here' : `one of ${known.join(', ')}`}`;
}

/** The names that the schema knows in a section. */
function namesAt(schema: z.ZodObject, path: SettingPath): string[] {
  let current: unknown = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  for (const step of path) current = valueAt(current, typeof step === 'number' ? ['items'] : ['properties', step]);
  const names = valueAt(current, ['properties']);
  return typeof names === 'object' && names !== null ? Object.keys(names) : [];
}

/** The variable that gave this setting, the list around it, or (where the file has no such section) something in it. */
function overridePlace(
  { overrides, source }: Pick<Context, 'overrides' | 'source'>,
  path: SettingPath,
): ConfigPlace | undefined {
  const inFile = valueAt(source.value, path) !== undefined;
  const given = overrides.find((one) => {
    const common = Math.min(one.path.length, path.length);
    const related = one.path.slice(0, common).every((step, index) => step === path[index]);
    return related && (one.path.length <= path.length || !inFile);
  });
  return given === undefined ? undefined : { variable: given.variable };
}

function secretsIn(value: unknown, source: SettingSource): ConfigProblem[] {
  const secrets = [...leavesOf(value)].filter(([path, leaf]) => isSecret(path.at(-1)) && leaf !== undefined);
  return secrets.map(([path]) => ({
    place: source.locate(path),
    path: path.join('.'),
    message: `a secret does not belong into this file, expected ${path.at(-1)}_file with the name of a file, or the environment variable ${variableFor(path)}`,
  }));
}

function samePath(a: readonly PropertyKey[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}
