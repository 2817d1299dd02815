import { randomBytes } from 'node:crypto';
import { isRefusal, type Mode, type Plan, type Refusal, type Seen, type Target } from '../../actions/action.ts';
import { messageOf } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { askGuards } from '../guards/ask.ts';
import { no, objections, type Verdict } from '../guards/guard.ts';
import type { EntryOf, Outcome } from '../journal/entry.ts';
import type { OpenStep, Setting } from '../step.ts';
import { openStep } from '../steps/catalogue.ts';
import type { Trigger } from '../trigger.ts';
import type { Asking, ReadyAction, Surroundings } from './asking.ts';

/** What was decided, and all that it was decided by. */
export type Decision = {
  readonly id: string;
  readonly action: ReadyAction;
  /** The object; where labels name none, as much of them as can be shown. */
  readonly object: string;
  readonly trigger: Trigger;
  readonly outcome: EntryOf<'decided'>['outcome'];
  readonly words: string;
  readonly verdicts: readonly Verdict[];
  /** Missing where there was nothing to plan. */
  readonly planned?: Planned;
};

export type Planned = {
  readonly target: Target;
  readonly seen: Seen;
  readonly plan: Plan;
  readonly settings: readonly Setting[];
};

/** How long looking and planning may take. */
const LOOK_MS = 20_000;
const SHOWN = 120;

/** Considers one asking. Changes nothing, and never rejects: what can't be seen or planned is a decision too, a no. */
export async function decide(asking: Asking, around: Surroundings, stop: AbortSignal): Promise<Decision> {
  const { action, trigger } = asking;
  const id = randomBytes(4).toString('hex');
  const about = { id, action, trigger };
  const labels = new Map(Object.entries(trigger.labels));
  const target = action.about.target(labels);
  if (isRefusal(target)) return refused({ ...about, object: shownLabels(action, labels) }, target.refused);
  const named = { ...about, object: target.object };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LOOK_MS)]);
  try {
    const planned = await planFor(asking, target, around, signal);
    if (isRefusal(planned)) return refused(named, planned.refused);
    if (!action.about.changes) {
      return { ...named, outcome: 'done', words: planned.plan.summary, verdicts: [], planned };
    }
    const verdicts = await verdictsOn(asking, planned, around, signal);
    const outcome = outcomeOf(verdicts, action.limits.mode);
    return { ...named, outcome, words: wordsOf(outcome, planned.plan, verdicts), verdicts, planned };
  } catch (error) {
    return refused(named, messageOf(error));
  }
}

async function planFor(
  { action, trigger }: Asking,
  target: Target,
  around: Surroundings,
  signal: AbortSignal,
): Promise<Planned | Refusal> {
  const seen = await around.look(action, target, signal);
  if (isRefusal(seen)) return seen;
  const alert = new Map(trigger.by === 'alert' ? Object.entries(trigger.labels) : []);
  const plan = seen.plan({ alert, now: around.now() });
  if (isRefusal(plan)) return plan;
  const steps = openSteps(plan, action);
  return { target, seen, plan, settings: steps.flatMap(({ setting }) => setting ?? []) };
}

/** Throws when the plan has a step that its action does not use, or one whose arguments do not fit. */
function openSteps({ steps, undo }: Plan, { about }: ReadyAction): readonly OpenStep[] {
  for (const { kind } of [...steps, ...undo]) {
    if (!about.steps.includes(kind)) throw new TypeError(`${about.name} has no steps of the kind ${kind}`);
  }
  for (const one of undo) openStep(one);
  return steps.map(openStep);
}

async function verdictsOn(
  { action, trigger, approvedBy }: Asking,
  { target, plan, settings }: Planned,
  around: Surroundings,
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  const owners = await Promise.all(settings.map(({ name }) => around.owners(name, signal)));
  const now = around.now();
  const name = action.about.name;
  return askGuards({
    now,
    action: name,
    object: target.object,
    holds: holdsOf(name, target, plan),
    trigger,
    plan,
    settings,
    limits: action.limits,
    global: around.global,
    history: around.history,
    // Who asks in person says yes to it with that.
    approvedBy: approvedBy ?? (trigger.by === 'person' ? trigger.who : undefined),
    standing: around.standing(trigger),
    held: around.held(),
    owners: owners.flat(),
    stops: around.stops(),
    maintenance: around.maintenance(now),
    outside: around.outside(name, now),
    handless: around.handless,
    journalTrouble: around.journalTrouble(),
  });
}

/** What nobody else may act upon meanwhile. */
export function holdsOf(action: string, { object }: Target, { alsoHolds = [] }: Plan): readonly string[] {
  return [`${action} ${object}`, ...alsoHolds];
}

const PERMISSION: ReadonlySet<string> = new Set(['mode', 'dry_run', 'approval']);

function outcomeOf(verdicts: readonly Verdict[], mode: Mode): EntryOf<'decided'>['outcome'] {
  const against = objections(verdicts).map(({ guard }) => guard);
  if (mode === 'observe') return 'observed';
  if (against.length === 0) return 'begun';
  if (against.some((guard) => !PERMISSION.has(guard))) return 'refused';
  return mode === 'approve' && !against.includes('dry_run') ? 'waiting' : 'proposed';
}

const ENDINGS: Readonly<Partial<Record<Outcome, string>>> = {
  proposed: 'proposed only',
  waiting: 'waits for a person',
  observed: 'observed only',
  refused: 'not done',
};

function wordsOf(outcome: Outcome, { summary }: Plan, verdicts: readonly Verdict[]): string {
  const ending = ENDINGS[outcome];
  if (ending === undefined) return summary;
  const reasons = objections(verdicts).map(({ guard, words }) => `${guard}: ${words}`);
  return `${summary} (${[ending, ...(outcome === 'waiting' ? [] : reasons)].join('; ')})`;
}

function refused(about: Pick<Decision, 'id' | 'action' | 'object' | 'trigger'>, words: string): Decision {
  return { ...about, outcome: 'refused', words, verdicts: [no('plan', words)] };
}

function shownLabels({ about }: ReadyAction, labels: ReadonlyMap<string, string>): string {
  const shown = about.labels.flatMap(({ name }) => {
    const value = labels.get(name);
    return value === undefined ? [] : `${name}=${JSON.stringify(value.slice(0, SHOWN))}`;
  });
  return printable(shown.join(' ')) || '(no label names an object)';
}
