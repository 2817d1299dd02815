import { randomBytes } from 'node:crypto';
import { isRefusal, type Mode, type Plan, type Refusal, type Seen, type Target } from '../../actions/action.ts';
import { messageOf } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { askGuards } from '../guards/ask.ts';
import { no, objections, type Verdict } from '../guards/guard.ts';
import type { Question, SettingOwner } from '../guards/question.ts';
import { pastDeeds } from '../history.ts';
import type { EntryOf } from '../journal/entry.ts';
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
  /** What nobody else may act upon meanwhile. */
  readonly holds: readonly string[];
  /** Every guard's verdict by how things are at that moment; what was seen of the object stays as it was. */
  readonly ask: () => readonly Verdict[];
};

/** How long looking and planning may take. */
const LOOK_MS = 20_000;
const SHOWN = 120;

/**
 * Considers one asking. Changes nothing, and never rejects: what can't be seen or planned is a decision too, a no.
 */
export async function decide(asking: Asking, around: Surroundings, stop: AbortSignal): Promise<Decision> {
  const { action, trigger } = asking;
  const id = asking.approved?.id ?? randomBytes(4).toString('hex');
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
    return { ...named, ...outcomeOf(planned.plan, planned.ask(), action.limits.mode), planned };
  } catch (error) {
    return refused(named, messageOf(error));
  }
}

async function planFor(
  asking: Asking,
  target: Target,
  around: Surroundings,
  signal: AbortSignal,
): Promise<Planned | Refusal> {
  const { action, trigger, approved } = asking;
  const seen = await around.look(action, target, signal);
  if (isRefusal(seen)) return seen;
  const alert = new Map(trigger.by === 'alert' ? Object.entries(trigger.labels) : []);
  const fresh = seen.plan({ alert, now: around.now(), history: pastDeeds(around.history, action.about.name) });
  if (isRefusal(fresh)) return fresh;
  // What a person has seen and approved is what is done, as long as there is still something to do.
  const plan = approved === undefined ? fresh : { ...approved.plan, witness: fresh.witness };
  const settings = openSteps(plan, action).flatMap(({ setting }) => setting ?? []);
  const found = action.about.changes ? await ownersOf(settings, around, signal) : [];
  const holds = [
    `${action.about.name} ${target.object}`,
    ...settings.map(({ name }) => name),
    ...(plan.alsoHolds ?? []),
  ];
  const planned = { target, seen, plan, settings, holds };
  return { ...planned, ask: () => askGuards(questionOf(asking, planned, found, around)) };
}

async function ownersOf(settings: readonly Setting[], { owners }: Surroundings, signal: AbortSignal) {
  return (await Promise.all(settings.map(({ name }) => owners(name, signal)))).flat();
}

/** Throws when the plan has a step that its action does not use, or one whose arguments do not fit. */
function openSteps({ steps, undo }: Plan, { about }: ReadyAction): readonly OpenStep[] {
  for (const { kind } of [...steps, ...undo]) {
    if (!about.steps.includes(kind)) throw new TypeError(`${about.name} has no steps of the kind ${kind}`);
  }
  for (const one of undo) openStep(one);
  return steps.map(openStep);
}

function questionOf(
  { action, trigger, approved }: Asking,
  { target, plan, settings, holds }: Omit<Planned, 'ask'>,
  owners: readonly SettingOwner[],
  around: Surroundings,
): Question {
  const now = around.now();
  const name = action.about.name;
  return {
    now,
    action: name,
    object: target.object,
    holds,
    trigger,
    plan,
    settings,
    limits: action.limits,
    global: around.global,
    history: around.history,
    // Who asks in person says yes to it with that.
    approvedBy: approved?.by ?? (trigger.by === 'person' ? trigger.who : undefined),
    standing: around.standing(trigger),
    held: around.held(),
    owners,
    stops: around.stops(),
    maintenance: around.maintenance(now),
    outside: around.outside(name, now),
    handless: around.handless,
    journalTrouble: around.journalTrouble(),
  };
}

const PERMISSION: ReadonlySet<string> = new Set(['mode', 'dry_run', 'approval']);

/** What verdicts come to under a mode. */
export function outcomeOf(
  plan: Plan,
  verdicts: readonly Verdict[],
  mode: Mode,
): Pick<Decision, 'outcome' | 'words' | 'verdicts'> {
  const against = objections(verdicts);
  const reasons = against.map(({ guard, words }) => `${guard}: ${words}`).join('; ');
  const { summary } = plan;
  if (mode === 'observe') return { outcome: 'observed', words: `${summary} (observed only: ${reasons})`, verdicts };
  if (against.length === 0) return { outcome: 'begun', words: summary, verdicts };
  if (against.some(({ guard }) => !PERMISSION.has(guard))) {
    return { outcome: 'refused', words: `${summary} (not done: ${reasons})`, verdicts };
  }
  if (mode === 'approve' && against.every(({ guard }) => guard === 'approval')) {
    return { outcome: 'waiting', words: `${summary} (waits for a person)`, verdicts };
  }
  return { outcome: 'proposed', words: `${summary} (proposed only: ${reasons})`, verdicts };
}

function refused(about: Pick<Decision, 'id' | 'action' | 'object' | 'trigger'>, why: string): Decision {
  // It may quote names that came from anywhere.
  const words = printable(why);
  return { ...about, outcome: 'refused', words, verdicts: [no('plan', words)] };
}

function shownLabels({ about }: ReadyAction, labels: ReadonlyMap<string, string>): string {
  const shown = about.labels.flatMap(({ name }) => {
    const value = labels.get(name);
    return value === undefined ? [] : `${name}=${JSON.stringify(value.slice(0, SHOWN))}`;
  });
  return printable(shown.join(' ')) || '(no label names an object)';
}
