import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RuleGroup } from '../alerts/rule.ts';
import { shippedRulesFolder } from '../alerts/rule-files/shipped.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import { ConfigError } from '../core/yaml/config-error.ts';
import type { RuleFile } from './rule-reader/found.ts';
import { type ReaderOptions, readApart } from './rule-reader/read-apart.ts';

/** Rule files as they are on disk, read again when they have changed. */
export type RuleLoader = {
  /**
   * The rules in force: of a file that is bad now, those it had when it was good. Calls must not overlap. Rejects with the
   * signal's reason when it is aborted meanwhile.
   */
  readonly load: (signal: AbortSignal) => Promise<LoadedRules>;
};

export type LoadedRules = {
  readonly groups: readonly RuleGroup[];
  /** What is wrong with files now, by file. */
  readonly problems: ReadonlyMap<string, string>;
  /** Whether anything differs from the last time. */
  readonly changed: boolean;
};

type Known = {
  readonly stamp: string;
  readonly groups: readonly RuleGroup[];
  readonly problem: string | undefined;
  /** When it is tried again though it has not changed: the trouble may not have been its own. */
  readonly again: number;
};

/** How long a file is left alone that could not be read for a reason which it may not have in itself. */
const AGAIN_MS = 60_000;

export function createRuleLoader(settings: AlertSettings, reader?: ReaderOptions): RuleLoader {
  const interval = settings.evaluation_interval * 1000;
  let known: ReadonlyMap<string, Known> = new Map();

  return {
    load: async (signal) => {
      const now = performance.now();
      const stamps = new Map(ruleFiles(settings).map((file) => [file, stampOf(file)]));
      const isNews = (file: string, before = known.get(file)) =>
        before === undefined || before.stamp !== stamps.get(file) || before.again <= now;
      const wanted = [...stamps.keys()].filter((file) => isNews(file));
      const read = await readApart(wanted, interval, signal, reader);
      const next = new Map<string, Known>();
      for (const [file, stamp] of stamps) {
        const [before, found] = [known.get(file), read.get(file)];
        const one = found === undefined ? before : entryOf(file, stamp, before, found, now);
        if (one !== undefined) next.set(file, one);
      }
      const changed = next.size !== known.size || [...next].some(([file, one]) => differs(known.get(file), one));
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

function entryOf(file: string, stamp: string, before: Known | undefined, found: RuleFile | Error, now: number): Known {
  const never = Number.POSITIVE_INFINITY;
  if ('groups' in found) return { stamp, groups: found.groups, problem: undefined, again: never };
  const groups = before?.groups ?? [];
  if ('problems' in found) return { stamp, groups, problem: new ConfigError(found.problems).message, again: never };
  return { stamp, groups, problem: `${file}: could not be read: ${found.message}`, again: now + AGAIN_MS };
}

function differs(before: Known | undefined, after: Known): boolean {
  return before?.stamp !== after.stamp || before.groups !== after.groups || before.problem !== after.problem;
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
