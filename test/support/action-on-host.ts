import { onTestFinished } from 'vitest';
import { isRefusal, type Plan, type RegisteredAction, type Seen } from '../../src/actions/action.ts';
import type { RegisteredCollector } from '../../src/collectors/collector.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { defaultRealHostOptions, type RealHost, realHost } from '../../src/host/real-host.ts';
import { openStep } from '../../src/remediation/steps/catalogue.ts';
import { snapshot } from './snapshot.ts';

/** An action at work on this machine without the pipeline around it: no guard is asked and nothing is written down. */
export type ActionOnHost = {
  readonly host: RealHost;
  /** Reads the collectors afresh and looks at the object; a refusal is thrown. */
  readonly look: () => Promise<Seen>;
  /** The plan for what was seen; a refusal is thrown. */
  readonly plan: (seen: Seen, alert?: Readonly<Record<string, string>>) => Plan;
  /** As the pipeline does: only while things are as the plan saw them. */
  readonly carryOut: (steps: Plan['steps']) => Promise<void>;
};

export function actionOnHost(
  action: RegisteredAction,
  settings: JsonObject,
  collectors: readonly (readonly [collector: RegisteredCollector, settings: JsonObject])[],
  labels: Readonly<Record<string, string>> = {},
): ActionOnHost {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  const readers = collectors.map(([collector, its]) => [collector.name, collector.open(host, its)] as const);
  const opened = action.open(settings);
  const target = action.target(new Map(Object.entries(labels)));
  if (isRefusal(target)) throw new Error(target.refused);
  const signal = () => AbortSignal.timeout(30_000);
  return {
    host,
    look: async () => {
      const fresh = new Map<string, Snapshot>();
      for (const [collector, reader] of readers) {
        const { outcome, problems, states, families } = await reader.collect({ signal: signal(), changed: undefined });
        fresh.set(collector, snapshot({ collector, outcome, problems, states, families }));
      }
      const seen = await opened.observe({ target, host, fresh, signal: signal() });
      if (isRefusal(seen)) throw new Error(seen.refused);
      return seen;
    },
    plan: (seen, alert = {}) => {
      const plan = seen.plan({ alert: new Map(Object.entries(alert)), now: Date.now(), history: [] });
      if (isRefusal(plan)) throw new Error(plan.refused);
      return plan;
    },
    carryOut: async (steps) => {
      for (const { current, expected, words, carryOut } of steps.map(openStep)) {
        const found = await current?.(host, signal());
        if (found !== expected) throw new Error(`${words}: expected ${expected}, found ${found}`);
        await carryOut(host.hands, signal());
      }
    },
  };
}
