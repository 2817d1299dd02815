import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { root } from '../../scripts/paths.mjs';

const ruleFile = z.object({
  groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string().optional() })) })),
});

/**
 * A file of rules with a shipped alert that does not wait for minutes.
 * @param file in `src/alerts/rules`
 */
export function quickRule(file: string, alert: string, quick: { readonly for: string; readonly kept: string }): string {
  const text = readFileSync(path.join(root, 'src/alerts/rules', file), 'utf8');
  const rules = ruleFile.parse(parse(text)).groups.flatMap((group) => group.rules);
  const [found, ...more] = rules.filter((rule) => rule.alert === alert);
  if (found === undefined || more.length > 0) throw new Error(`expected one rule ${alert} in ${file}`);
  const quicker = { ...found, for: quick.for, keep_firing_for: quick.kept };
  return stringify({ groups: [{ name: 'quick', rules: [quicker] }] });
}
