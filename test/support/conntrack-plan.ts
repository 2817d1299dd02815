import { isRefusal, type Plan, type Refusal } from '../../src/actions/action.ts';
import type { Evidence } from '../../src/actions/conntrack-limit/evidence.ts';
import { planLimit } from '../../src/actions/conntrack-limit/plan.ts';
import { conntrackTarget } from '../../src/actions/conntrack-limit/target.ts';
import { limitSettings } from './conntrack-evidence.ts';

export const NOW = 1_800_000_000_000;

/** The plan for what was seen, when an alert asks for it. */
export function limitPlan(
  evidence: Evidence,
  settings: unknown = {},
  alert: Record<string, string> = { alertname: 'x' },
): Plan | Refusal {
  const target = conntrackTarget(new Map(Object.entries({ netns: evidence.netns })));
  if (isRefusal(target)) throw new Error(target.refused);
  const labels = new Map(Object.entries(alert));
  return planLimit({ target, settings: limitSettings(settings), evidence, alert: labels, history: [], now: NOW });
}
