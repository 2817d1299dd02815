import type { Plan } from '../../promql/evaluate/moment.ts';
import { planOf } from '../../promql/evaluate/plan.ts';
import { reachOf } from '../../promql/reach.ts';
import type { Rule, RuleGroup } from '../rule.ts';
import type { Wanted } from '../series/series-store.ts';
import { templateWhenNeeded } from '../templates/compile-template.ts';
import type { Template } from '../templates/template.ts';

/** A rule made ready for one host. */
export type CompiledRule = {
  readonly rule: Rule;
  readonly group: RuleGroup;
  /** The same for the same group, name and place among those of its name, as long as the file stays as it is. */
  readonly id: string;
  readonly plan: Plan;
  /** What its alerts say; a recording rule has no alerts. */
  readonly labels: ReadonlyMap<string, Template>;
  readonly annotations: ReadonlyMap<string, Template>;
  /** Collectors whose readings it can see, through recording rules too; `undefined` when it may see all. */
  readonly sources: ReadonlySet<string> | undefined;
  /** Metric names, other rules' among them, and how far back it looks. */
  readonly names: ReadonlySet<string> | undefined;
  readonly past: number;
};

/**
 * @param collectorOf the collector that has a series of this name; nothing when none has
 * @param lookback milliseconds
 */
export function compileRules(
  groups: readonly RuleGroup[],
  collectorOf: (name: string) => string | undefined,
  lookback: number,
): readonly CompiledRule[] {
  const rules = groups.flatMap((group) =>
    group.rules.map((rule) => ({ rule, group, ...reachOf(rule.expr, lookback) })),
  );
  const recorded = Map.groupBy(
    rules.filter(({ rule }) => rule.kind === 'record'),
    ({ rule }) => rule.name,
  );
  const counts = new Map<string, number>();

  /** These names and all that the recording rules behind them look at; nothing when one of them may see everything. */
  const namesBehind = (names: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined => {
    if (names === undefined) return undefined;
    const all = new Set(names);
    // A set that grows is walked to its new end.
    for (const name of all) {
      for (const maker of recorded.get(name) ?? []) {
        if (maker.names === undefined) return undefined;
        for (const further of maker.names) all.add(further);
      }
    }
    return all;
  };

  const sourcesOf = (names: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined => {
    const all = namesBehind(names);
    return all === undefined ? undefined : new Set([...all].flatMap((name) => collectorOf(name) ?? []));
  };

  return rules.map(({ rule, group, names, past }) => {
    const place = `${group.file};${group.name};${rule.kind};${rule.name}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    return {
      rule,
      group,
      id: `${place};${count}`,
      plan: planOf(rule.expr),
      labels: templates(rule.kind === 'alert' ? rule.labels : []),
      annotations: templates(rule.kind === 'alert' ? rule.annotations : []),
      sources: sourcesOf(names),
      names,
      past,
    };
  });
}

function templates(texts: Iterable<readonly [string, string]>): ReadonlyMap<string, Template> {
  return new Map([...texts].map(([name, text]) => [name, templateWhenNeeded(text)]));
}

/** What of the past all these rules look at together. */
export function wantedBy(rules: readonly CompiledRule[]): Wanted {
  const named = new Map<string, number>();
  let all: number | undefined;
  for (const { names, past } of rules) {
    if (names === undefined) all = Math.max(all ?? 0, past);
    for (const name of names ?? []) named.set(name, Math.max(named.get(name) ?? 0, past));
  }
  return { named, all };
}
