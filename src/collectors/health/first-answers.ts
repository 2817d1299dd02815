import { setTimeout as delay } from 'node:timers/promises';
import type { CheckReport } from '../../host/checks.ts';
import { isChecked } from './judge/member.ts';
import type { PlannedPool } from './plan/planned.ts';

const AGAIN_MS = 50;
/** What is left of the deadline for everything else. */
const RESERVE = 0.2;
const SLACK_MS = 1_000;

/**
 * The first report in which every member has been checked, or the last one before time is over.
 * @param deadline of the whole reading, in seconds
 */
export async function firstAnswers(
  ask: () => Promise<CheckReport>,
  pools: Iterable<PlannedPool>,
  deadline: number,
  signal: AbortSignal,
): Promise<CheckReport> {
  const targets = [...pools].flatMap(({ members }) => members.filter(isChecked).map(({ target }) => target));
  const longest = targets.reduce((most, { timeout }) => Math.max(most, timeout), 0);
  // A first check begins within the timeout (see checkPlanOf), and may take as long again.
  const end = performance.now() + Math.min(2 * longest + SLACK_MS, deadline * 1000 * (1 - RESERVE));
  for (;;) {
    const report = await ask();
    const isComplete = targets.every(({ key }) => report.targets.get(key)?.last !== undefined);
    if (isComplete || performance.now() >= end) return report;
    await delay(AGAIN_MS, undefined, { signal });
  }
}
