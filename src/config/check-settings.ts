import type { z } from 'zod';
import type { ConfigPlace, ConfigProblem } from '../core/yaml/config-error.ts';
import { isSecret } from '../core/yaml/describe-issue.ts';
import { type CheckedText, issueProblems } from '../core/yaml/issue-problems.ts';
import { leavesOf, valueAt, withoutEmpty, withValue } from '../core/yaml/setting-tree.ts';
import type { SettingPath, SettingSource } from '../core/yaml/yaml-source.ts';
import { meaningOf, type Override, variableFor } from './environment.ts';

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
  const context = { value: source.value, overrides };
  const checked: CheckedText = {
    schema,
    written,
    locate: (path, key) =>
      overridePlace(context, key === undefined ? path : [...path, key]) ?? source.locate(path, key),
  };
  return {
    written,
    read: result.data,
    problems: [...secretsIn(fromFile, source), ...issues.flatMap((issue) => issueProblems(issue, checked))],
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

type Context = Pick<SettingSource, 'value'> & { readonly overrides: readonly Override[] };

/** The variable that gave this setting, the list around it, or (where the file has no such section) something in it. */
function overridePlace({ overrides, value }: Context, path: SettingPath): ConfigPlace | undefined {
  const inFile = valueAt(value, path) !== undefined;
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
