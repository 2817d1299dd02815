import { isRefusal, type Judgement, type Plan, type Seen } from '../../../../src/actions/action.ts';
import { action } from '../../../../src/actions/conntrack-limit/index.ts';
import type { RegisteredCollector } from '../../../../src/collectors/collector.ts';
import { collector as conntrack } from '../../../../src/collectors/conntrack/index.ts';
import { collector as facts } from '../../../../src/collectors/host/index.ts';
import type { RealHost } from '../../../../src/host/real-host.ts';
import type { Step } from '../../../../src/remediation/step.ts';
import { openStep } from '../../../../src/remediation/steps/catalogue.ts';
import { snapshot } from '../../../support/snapshot.ts';

const signal = () => AbortSignal.timeout(60_000);

async function fresh(host: RealHost, collector: RegisteredCollector) {
  const reader = collector.open(host, {});
  return [collector.name, snapshot(await reader.collect({ signal: signal(), changed: undefined }))] as const;
}

/** How much memory there is takes long to read in a guest, and hardly changes there. */
let known: ReturnType<typeof fresh> | undefined;

/** One look at the table of a namespace, with snapshots that were made for it. */
export async function look(host: RealHost, netns: string, settings: unknown): Promise<Seen> {
  const target = action.target(new Map([['netns', netns]]));
  if (isRefusal(target)) throw new Error(target.refused);
  known ??= fresh(host, facts);
  const collected = await Promise.all([fresh(host, conntrack), known]);
  const seen = await action.open(settings).observe({ target, host, fresh: new Map(collected), signal: signal() });
  if (isRefusal(seen)) throw new Error(seen.refused);
  return seen;
}

export function planOf(seen: Seen, alert = 'ConntrackNearlyFull'): Plan {
  const plan = seen.plan({ alert: new Map([['alertname', alert]]), history: [], now: Date.now() });
  if (isRefusal(plan)) throw new Error(plan.refused);
  return plan;
}

export function refusalOf(seen: Seen, alert = 'ConntrackNearlyFull'): string {
  const plan = seen.plan({ alert: new Map([['alertname', alert]]), history: [], now: Date.now() });
  return isRefusal(plan) ? plan.refused : `a plan: ${plan.summary}`;
}

/** Carries out steps as the pipeline does: each only while its setting is what the plan was made for. */
export async function carryOut(host: RealHost, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const opened = openStep(step);
    const before = await opened.current?.(host, signal());
    if (before !== opened.expected) throw new Error(`${opened.words}: found ${before}`);
    await opened.carryOut(host.hands, signal());
    const after = await opened.current?.(host, signal());
    if (after !== opened.setting?.value) throw new Error(`${opened.words}: left ${after}`);
  }
}

/** Judges looks until one says something else than that the effect may still come. */
export async function verdict(
  plan: Plan,
  before: Seen,
  lookAgain: () => Promise<Seen>,
  limitMs = 120_000,
): Promise<Judgement> {
  const begin = performance.now();
  for (;;) {
    const seen = await lookAgain();
    const passed = performance.now() - begin;
    const judgement = seen.judge(plan, before.evidence, passed / 1000);
    if (judgement.effect !== 'waiting' || passed > limitMs) return judgement;
  }
}
