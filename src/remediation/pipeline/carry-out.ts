import { messageOf } from '../../core/errors.ts';
import type { Hands } from '../../host/hands.ts';
import type { Host } from '../../host/host.ts';
import type { Entry } from '../journal/entry.ts';
import type { OpenStep, Step } from '../step.ts';
import { openStep } from '../steps/catalogue.ts';

/** What carrying out steps needs. */
export type Tools = {
  readonly host: Host;
  readonly hands: Hands;
  /** Settles when the entry is on the disk; rejects when it can't be. */
  readonly record: (entry: Entry) => Promise<void>;
  /** Why everything is stopped, in words. */
  readonly stops: () => readonly string[];
  /** Aborted when the agent is to end: what was begun is then left as it is, for the next run to look at. */
  readonly leaving: AbortSignal;
};

/** How far the steps got. `touched` says whether any of them may have changed anything. */
export type Carried =
  | { readonly how: 'all' }
  | { readonly how: 'failed' | 'stopped'; readonly touched: boolean; readonly words: string };

/** The agent is to end in the middle: the next run finds the deed open. */
export class LeavingError extends Error {
  override readonly name = 'LeavingError';
}

const STEP_MS = 15_000;

/** Carries out the steps in their order, as long as each finds what the plan was made for. */
export async function carryOutSteps(id: string, steps: readonly Step[], tools: Tools): Promise<Carried> {
  for (const [index, step] of steps.entries()) {
    const touched = index > 0;
    const opened = openStep(step);
    leaveIfTold(tools);
    const [stopped] = tools.stops();
    if (stopped !== undefined)
      return { how: 'stopped', touched, words: `stopped before "${opened.words}": ${stopped}` };
    const changed = await changedMeanwhile(opened, tools);
    if (changed !== undefined) return { how: 'failed', touched, words: changed };
    const told = { what: 'step', id, undo: false, index } as const;
    await tools.record({ ...told, phase: 'begun', words: opened.words });
    // The disk may have taken its time.
    const [late] = tools.stops();
    if (late !== undefined) {
      await tools.record({ ...told, phase: 'skipped', words: late });
      return { how: 'stopped', touched, words: `stopped before "${opened.words}": ${late}` };
    }
    try {
      await opened.carryOut(tools.hands, AbortSignal.timeout(STEP_MS));
    } catch (error) {
      const words = `${opened.words}: ${messageOf(error)}`;
      await tools.record({ ...told, phase: 'failed', words });
      return { how: 'failed', touched: touched || (await isTouched(opened, tools)), words };
    }
    await tools.record({ ...told, phase: 'done', words: opened.words });
  }
  return { how: 'all' };
}

/** Brings back how it was, as far as it still is what the plan's steps have left. `complete`: all of it is as it was. */
export async function undoSteps(
  id: string,
  undo: readonly Step[],
  tools: Tools,
): Promise<{ readonly complete: boolean; readonly words: string }> {
  const troubles: string[] = [];
  for (const [index, step] of undo.entries()) {
    const opened = openStep(step);
    leaveIfTold(tools);
    const told = { what: 'step', id, undo: true, index } as const;
    const skip = await reasonToSkip(opened, tools);
    if (skip !== undefined) {
      await tools.record({ ...told, phase: 'skipped', words: skip.words });
      if (!skip.fine) troubles.push(skip.words);
      continue;
    }
    await tools.record({ ...told, phase: 'begun', words: opened.words });
    try {
      await opened.carryOut(tools.hands, AbortSignal.timeout(STEP_MS));
      const trouble = await notBack(opened, tools);
      if (trouble !== undefined) troubles.push(trouble);
      await tools.record({ ...told, phase: trouble === undefined ? 'done' : 'failed', words: trouble ?? opened.words });
    } catch (error) {
      if (error instanceof LeavingError) throw error;
      const words = `${opened.words}: ${messageOf(error)}`;
      troubles.push(words);
      await tools.record({ ...told, phase: 'failed', words });
    }
  }
  return troubles.length === 0
    ? { complete: true, words: 'it is as it was' }
    : { complete: false, words: `not all is as it was: ${troubles.join('; ')}` };
}

function leaveIfTold({ leaving }: Tools): void {
  if (leaving.aborted) throw new LeavingError('the agent is to end');
}

/** Why a step must not be carried out any more; nothing when the setting is as the plan found it. */
async function changedMeanwhile(step: OpenStep, tools: Tools): Promise<string | undefined> {
  if (step.current === undefined || step.expected === undefined) return undefined;
  try {
    const now = await step.current(tools.host, AbortSignal.timeout(STEP_MS));
    if (now === step.expected) return undefined;
    return `${step.words}: somebody has changed it meanwhile: it is ${now}`;
  } catch (error) {
    return `${step.words}: ${messageOf(error)}`;
  }
}

/** Whether a step that failed has changed something all the same; what can't be seen may be changed. */
async function isTouched(step: OpenStep, tools: Tools): Promise<boolean> {
  if (step.current === undefined || step.expected === undefined) return true;
  try {
    return (await step.current(tools.host, AbortSignal.timeout(STEP_MS))) !== step.expected;
  } catch {
    return true;
  }
}

async function reasonToSkip(
  step: OpenStep,
  tools: Tools,
): Promise<{ readonly fine: boolean; readonly words: string } | undefined> {
  if (step.current === undefined || step.expected === undefined) return undefined;
  try {
    const now = await step.current(tools.host, AbortSignal.timeout(STEP_MS));
    if (now === step.setting?.value) return { fine: true, words: `${step.words}: it is ${now} already` };
    if (now === step.expected) return undefined;
    return { fine: false, words: `${step.words}: left alone, as somebody has set it to ${now}` };
  } catch (error) {
    return { fine: false, words: `${step.words}: ${messageOf(error)}` };
  }
}

async function notBack(step: OpenStep, tools: Tools): Promise<string | undefined> {
  if (step.current === undefined || step.setting === undefined) return undefined;
  const now = await step.current(tools.host, AbortSignal.timeout(STEP_MS));
  return now === step.setting.value ? undefined : `${step.words}: it is ${now} all the same`;
}
