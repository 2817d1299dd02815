import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** An alerting rule as it is written in its file. */
export type WrittenRule = {
  readonly name: string;
  /** The file without its ending: `bond`. */
  readonly domain: string;
  readonly expr: string;
  readonly for: string | undefined;
  readonly keepFiringFor: string | undefined;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly action: string;
  /** The comment before it: why its figures are what they are. */
  readonly reason: string;
  /** Knowledge beside the rules, about this alert and about all of its domain. */
  readonly knowledge: readonly string[];
};

const file = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          keep_firing_for: z.string().optional(),
          labels: z.object({ severity: z.string() }),
          annotations: z.object({ summary: z.string(), description: z.string(), action: z.string() }),
        }),
      ),
    }),
  ),
});

/** All rules in the files of a folder. Throws for a file that is no rule file, or whose rules lack what each must have. */
export function writtenRules(folder: string): readonly WrittenRule[] {
  return globSync(path.join(folder, '*.yaml'))
    .sort()
    .flatMap((name) => rulesIn(readFileSync(name, 'utf8'), path.basename(name, '.yaml'), folder));
}

function rulesIn(text: string, domain: string, folder: string): readonly WrittenRule[] {
  return file.parse(parse(text)).groups.flatMap(({ rules }) =>
    rules.map((rule) => ({
      name: rule.alert,
      domain,
      expr: rule.expr,
      for: rule.for,
      keepFiringFor: rule.keep_firing_for,
      severity: rule.labels.severity,
      ...rule.annotations,
      reason: commentBefore(text, rule.alert),
      knowledge: [kebab(rule.alert), domain].flatMap((name) => fragment(path.join(folder, 'runbooks', `${name}.md`))),
    })),
  );
}

function commentBefore(text: string, alert: string): string {
  const comment = new RegExp(`((?:^ +#.*\\n)+) +- alert: ${alert}$`, 'm').exec(text)?.[1] ?? '';
  return comment.replace(/\s*#\s*/g, ' ').trim();
}

function fragment(name: string): readonly string[] {
  return existsSync(name) ? [readFileSync(name, 'utf8').trim()] : [];
}

/** The name of an alert as that of its page: `BondDown` is `bond-down`. */
export function kebab(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
}
