import { deserialize, serialize } from 'node:v8';
import type { RuleGroup } from '../../alerts/rule.ts';
import type { ConfigProblem } from '../../core/yaml/config-error.ts';

/** What was found in a rule file: its rules, or all that is wrong with it. */
export type RuleFile = { readonly groups: readonly RuleGroup[] } | { readonly problems: readonly ConfigProblem[] };

/** What the reader prints: maps, infinite numbers and `undefined` arrive as they were. */
export function printed(files: readonly RuleFile[]): string {
  return serialize(files).toString('base64');
}

/** Throws an Error for a text that the reader did not print to its end. */
export function foundIn(text: string): readonly RuleFile[] {
  const files: readonly RuleFile[] = deserialize(Buffer.from(text, 'base64'));
  return files;
}
