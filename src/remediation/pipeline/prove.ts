import { setTimeout as delay } from 'node:timers/promises';
import { isRefusal, type Judgement, type Plan, type Target } from '../../actions/action.ts';
import { messageOf } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ReadyAction, Surroundings } from './asking.ts';
import { LeavingError } from './carry-out.ts';

/** What is to be proven, and by when. */
export type Claim = {
  readonly action: ReadyAction;
  readonly target: Target;
  readonly plan: Plan;
  /** What was seen before anything was touched. */
  readonly before: JsonObject;
  /** Seconds in which the effect has to come. */
  readonly within: number;
};

export type Proof = Judgement & { readonly evidence?: JsonObject };

export type Pauses = { readonly firstMs: number; readonly mostMs: number };

const PAUSES: Pauses = { firstMs: 250, mostMs: 5_000 };
const LOOK_MS = 20_000;

/** Looks until the effect is proven, something is worse, or the time is up. What can't be seen is no proof of anything. */
export async function prove(
  { action, target, plan, before, within }: Claim,
  look: Surroundings['look'],
  leaving: AbortSignal,
  pauses: Pauses = PAUSES,
): Promise<Proof> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let pause = pauses.firstMs;
  for (;;) {
    const proof = await judgeNow();
    if (proof.effect !== 'waiting' || seconds() >= within) return proof;
    await sleep(Math.min(pause, Math.max(0, within - seconds()) * 1000), leaving);
    pause = Math.min(pause * 1.5, pauses.mostMs);
  }

  async function judgeNow(): Promise<Proof> {
    if (leaving.aborted) throw new LeavingError('the agent is to end');
    try {
      const seen = await look(action, target, AbortSignal.any([leaving, AbortSignal.timeout(LOOK_MS)]));
      if (isRefusal(seen)) return { effect: 'waiting', words: seen.refused };
      return { ...seen.judge(plan, before, seconds()), evidence: seen.evidence };
    } catch (error) {
      if (leaving.aborted) throw new LeavingError('the agent is to end', { cause: error });
      return { effect: 'waiting', words: messageOf(error) };
    }
  }
}

async function sleep(milliseconds: number, leaving: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal: leaving });
  } catch (error) {
    throw new LeavingError('the agent is to end', { cause: error });
  }
}
