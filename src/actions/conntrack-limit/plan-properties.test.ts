import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvidence, anySettings, type limitSettings } from '../../../test/support/conntrack-evidence.ts';
import { limitPlan } from '../../../test/support/conntrack-plan.ts';
import type { Step } from '../../remediation/step.ts';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal, type Plan } from '../action.ts';
import type { Evidence } from './evidence.ts';
import { limitByMemory } from './memory.ts';

/** What settings are after steps, each of which finds what it was made for. */
function carriedOut(steps: readonly Step[], state: Map<string, string>): ReadonlyMap<string, string> {
  for (const step of steps) {
    const { setting, expected } = openStep(step);
    if (setting === undefined || expected === undefined) throw new Error(`${step.kind} sets nothing`);
    expect(state.get(setting.name) ?? expected).toBe(expected);
    state.set(setting.name, setting.value);
  }
  return state;
}

const LIMIT = 'sysctl net.netfilter.nf_conntrack_max';
const BUCKETS = 'sysctl net.netfilter.nf_conntrack_buckets';

describe('whatever the host is like, a plan', () => {
  const each = (check: (plan: Plan, evidence: Evidence, settings: ReturnType<typeof limitSettings>) => void) =>
    fc.assert(
      fc.property(anyEvidence, anySettings, (evidence, settings) => {
        const found = { ...evidence, file: settings.persist ? evidence.file : null };
        const made = limitPlan(found, settings);
        if (!isRefusal(made)) check(made, found, settings);
        else expect(made.refused).toMatch(/^[^\n]{20,600}$/);
      }),
      { numRuns: 3000 },
    );

  it('never goes beyond a ceiling, and never lowers anything', () => {
    each((made, evidence, settings) => {
      const after = carriedOut(made.steps, new Map());
      const limit = Number(after.get(LIMIT));
      expect(limit).toBeGreaterThan(evidence.limit);
      expect(limit).toBeLessThanOrEqual(settings.max);
      expect(limit).toBeLessThanOrEqual(evidence.limit * 4);
      expect(limit).toBeLessThanOrEqual(limitByMemory(evidence, settings.memory_share) ?? limit);
      expect(Number(after.get(BUCKETS) ?? evidence.buckets)).toBeGreaterThanOrEqual(evidence.buckets ?? 0);
      expect(evidence.entries / limit).toBeLessThan(settings.below);
    });
  });

  it('raises by half at least, but for a ceiling', () => {
    each((made, evidence, settings) => {
      const limit = Number(carriedOut(made.steps, new Map()).get(LIMIT));
      const ceiling = Math.min(settings.max, limitByMemory(evidence, settings.memory_share) ?? settings.max);
      expect(limit).toBeGreaterThanOrEqual(Math.min(Math.ceil(evidence.limit * 1.5), ceiling));
    });
  });

  it('keeps buckets in whole pages, and as many connections in one as before', () => {
    each((made, evidence) => {
      const after = carriedOut(made.steps, new Map());
      const [limit, buckets] = [Number(after.get(LIMIT)), Number(after.get(BUCKETS) ?? evidence.buckets)];
      expect(buckets % 512).toBe(0);
      if (evidence.buckets_by === 'nothing') return;
      const each = evidence.limit / (evidence.buckets ?? 1);
      expect(limit / buckets).toBeLessThanOrEqual(Math.max(1, each) + 1e-9);
    });
  });

  it('has an undo that restores what was seen', () => {
    each((made, evidence) => {
      const after = new Map(carriedOut(made.steps, new Map()));
      const restored = carriedOut(made.undo, after);
      expect(restored.get(LIMIT)).toBe(String(evidence.limit));
      if (restored.has(BUCKETS)) expect(restored.get(BUCKETS)).toBe(String(evidence.buckets));
      for (const [name, value] of restored) if (name.startsWith('file ')) expect(value).toBe(evidence.file);
    });
  });
});
