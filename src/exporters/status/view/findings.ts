import type { Snapshot } from '../../../core/snapshot.ts';
import type { State } from '../../../core/state.ts';
import type { Level, ObjectId } from '../model/object.ts';
import type { Verdict } from './verdicts/verdict.ts';
import { byLevel, idOf, NOT_OBJECTS, verdictOf, viewOf } from './verdicts/views.ts';

/** An object with which something is wrong. */
export type Finding = {
  readonly id: ObjectId;
  readonly collector: string;
  readonly state: State;
  readonly verdict: Verdict & { readonly level: ProblemLevel };
};

export type ProblemLevel = Exclude<Level, 'off' | 'ok'>;

/** What is wrong at the root, with everything that only follows from it. */
export type Trouble = { readonly root: Finding; readonly all: readonly Finding[] };

/** Everything that is wrong with objects of the host, by object. */
export function findingsOf(snapshots: readonly Snapshot[]): ReadonlyMap<ObjectId, Finding> {
  const findings = new Map<ObjectId, Finding>();
  for (const { collector, states } of snapshots) {
    if (NOT_OBJECTS.has(collector)) continue;
    for (const state of states.values()) {
      const verdict = verdictOf(collector, state);
      if (verdict === undefined || verdict.level === 'off') continue;
      const id = idOf(collector, state);
      findings.set(id, { id, collector, state, verdict: { ...verdict, level: verdict.level } });
    }
  }
  return findings;
}

/** Puts together what has one cause: a bond that lacks a link, the slave that is down, its device without a carrier. */
export function troublesOf(findings: ReadonlyMap<ObjectId, Finding>): readonly Trouble[] {
  const byRoot = Map.groupBy(findings.values(), (finding) => rootOf(finding, findings));
  return [...byRoot].map(([root, all]) => ({
    root,
    all: [root, ...all.filter((one) => one !== root).sort((a, b) => byLevel(a.verdict, b.verdict))],
  }));
}

function rootOf(finding: Finding, findings: ReadonlyMap<ObjectId, Finding>): Finding {
  const seen = new Set([finding.id]);
  let root = finding;
  for (;;) {
    const causes = viewOf(root.collector, root.state.kind)?.because?.(root.state) ?? [];
    const next = causes.find((id) => findings.has(id) && !seen.has(id));
    const cause = next === undefined ? undefined : findings.get(next);
    if (cause === undefined) return root;
    seen.add(cause.id);
    root = cause;
  }
}
