import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RuleGroup } from '../alerts/rule.ts';
import { shippedRulesFolder } from '../alerts/rule-files/shipped.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import { readConfigFile } from '../config/read-config-file.ts';
import { ConfigError } from '../core/yaml/config-error.ts';

/** Rule files as they are on disk, read again when they have changed. */
export type RuleLoader = {
  /** The rules in force: of a file that is bad now, those it had when it was good. */
  readonly load: () => Promise<LoadedRules>;
};

export type LoadedRules = {
  readonly groups: readonly RuleGroup[];
  /** What is wrong with files now, by file. */
  readonly problems: ReadonlyMap<string, string>;
  /** Whether anything differs from the last time. */
  readonly changed: boolean;
};

type Known = { readonly stamp: string; readonly groups: readonly RuleGroup[]; readonly problem: string | undefined };

export function createRuleLoader(settings: AlertSettings): RuleLoader {
  const interval = settings.evaluation_interval * 1000;
  let known: ReadonlyMap<string, Known> = new Map();

  const read = async (file: string, stamp: string): Promise<Known> => {
    const before = known.get(file);
    if (before?.stamp === stamp) return before;
    try {
      const { readRules } = await import('../alerts/rule-files/read-rules.ts');
      return { stamp, groups: readRules(await readConfigFile(file), file, interval), problem: undefined };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return { stamp, groups: before?.groups ?? [], problem: error.message };
    }
  };

  return {
    load: async () => {
      const next = new Map<string, Known>();
      for (const file of ruleFiles(settings)) next.set(file, await read(file, stampOf(file)));
      const changed = next.size !== known.size || [...next].some(([file, one]) => known.get(file) !== one);
      known = next;
      const all = [...known];
      return {
        groups: all.flatMap(([, { groups }]) => groups),
        problems: new Map(
          all.flatMap(([file, { problem }]) => (problem === undefined ? [] : [[file, problem] as const])),
        ),
        changed,
      };
    },
  };
}

/** Files named outright are there even when they are not: it is an error that they are missing. */
function ruleFiles({ shipped_rules, rule_files }: AlertSettings): readonly string[] {
  const patterns = [...(shipped_rules ? [path.join(shippedRulesFolder(), '*.yaml')] : []), ...rule_files];
  const files = new Set<string>();
  for (const pattern of patterns) {
    if (!/[*?]/.test(pattern)) files.add(pattern);
    else for (const file of globSync(pattern).sort()) files.add(file);
  }
  return [...files];
}

/** Changes with every change of the file that a person or a program makes. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'absent' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
