import type { z } from 'zod';
import type { KindDefinition } from '../core/definition.ts';
import type { JsonObject } from '../core/json.ts';
import type { MetricDefinition, PointSet } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { State } from '../core/state.ts';
import type { Host } from '../host/host.ts';
import type { Setting, Step } from '../remediation/step.ts';

/**
 * Something that the agent can do about an alert. An action only says what it would do and whether it helped, as data:
 * the one pipeline in `src/remediation` asks the guards, keeps the journal, carries out the steps, proves or undoes them.
 * Says all about itself, so that configuration, docs and command line follow from it.
 */
export type Action<Settings = unknown, Evidence extends JsonObject = JsonObject> = {
  /** As in the configuration, on the command line and in `netsteward_actions_total{action}`. */
  readonly name: string;
  /** One sentence for the docs. */
  readonly help: string;
  /** Whether it changes anything. One that only looks (a check) needs no approval and knows no undo. */
  readonly changes: boolean;
  /** What names its object: labels of an alert, or `--label name=value` of a person. */
  readonly labels: readonly ActionLabel[];
  readonly settings: z.ZodType<Settings>;
  /** What a look has seen, as it stands in the journal. It has no field `refused`. */
  readonly evidence: z.ZodType<Evidence>;
  readonly defaults: ActionDefaults;
  /** Collectors that are read afresh for every look at the object. */
  readonly collectors: readonly string[];
  /** The kinds of step that its plans may have; a plan with any other is refused. */
  readonly steps: readonly string[];
  readonly metrics?: readonly MetricDefinition[];
  readonly kinds?: readonly KindDefinition[];
  /**
   * The object that labels name, as text that is unique among this action's objects (`blue:bond0`). Pure, and wary: labels
   * may come from anywhere, so names are checked by their form here, and against what the host has in `observe`.
   */
  readonly target: (labels: ReadonlyMap<string, string>) => Target | Refusal;
  /** Looks at the object and what surrounds it, without changing anything. Rejects when it can't be seen. */
  readonly observe: (look: Look<Settings>) => Promise<Evidence | Refusal>;
  /** What is to be done about what was seen. Pure. */
  readonly plan: (request: PlanRequest<Settings, Evidence>) => Plan | Refusal;
  /** Whether the plan's effect has come, by a later look. Pure. Not asked for a plan without steps. */
  readonly judge: (request: JudgeRequest<Settings, Evidence>) => Judgement;
  /** The objects to be looked at by these readings, by their labels: for runs by the clock. */
  readonly objects?: (
    fresh: ReadonlyMap<string, Snapshot>,
    history: readonly PastDeed[],
  ) => readonly ReadonlyMap<string, string>[];
  /** What a look has found, as states of the collector `action` and as figures. */
  readonly states?: (target: Target, evidence: Evidence) => readonly State[];
  readonly figures?: (points: PointSet, target: Target, evidence: Evidence) => void;
};

export type ActionLabel = { readonly name: string; readonly help: string; readonly required: boolean };

export type ActionDefaults = {
  /** What starts it, by alert name, unless the configuration says otherwise. */
  readonly alerts: readonly string[];
  /** `propose` unless nothing is changed. */
  readonly mode?: Mode;
  /** Seconds between two deeds for one object. */
  readonly cooldown: number;
  /** Seconds within which the effect must be proven. */
  readonly verifyWithin: number;
  /** How often it is tried for one object when it does not help; three times unless said otherwise. */
  readonly attempts?: number;
  /** Seconds between two runs by itself, on every object that `objects` names; nothing where it only runs when asked. */
  readonly every?: number;
};

/**
 * `observe` nothing but a record of what would be decided; `propose` the plan is shown; `approve` the plan waits for a
 * person; `auto` it is carried out.
 */
export type Mode = 'observe' | 'propose' | 'approve' | 'auto';
export const modes: readonly Mode[] = ['observe', 'propose', 'approve', 'auto'];

/** An object of an action, with the labels that named it (only those that the action knows). */
export type Target = { readonly object: string; readonly labels: ReadonlyMap<string, string> };

/** No, and why, in one line that a person can act upon. */
export type Refusal = { readonly refused: string };

export type Look<Settings> = {
  readonly target: Target;
  readonly settings: Settings;
  /** The door of the agent's own namespace. */
  readonly host: Host;
  /** Finished after this look was asked for. Failed readings are here too. */
  readonly fresh: ReadonlyMap<string, Snapshot>;
  readonly signal: AbortSignal;
};

export type PlanRequest<Settings, Evidence> = {
  readonly target: Target;
  readonly settings: Settings;
  readonly evidence: Evidence;
  /** Labels of the alert that asks for it, all of them; empty when a person or the clock does. */
  readonly alert: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What this action has done before, oldest first, as far as the journal goes back: to this object and to others. */
  readonly history: readonly PastDeed[];
};

/** A plan of this action that was carried out, or begun. */
export type PastDeed = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly object: string;
  /** As the journal has it: `undone` when what it had set was taken back. */
  readonly outcome: string;
  /** What its steps have set. */
  readonly settings: readonly Setting[];
  /** What would take it back, as the plan said. */
  readonly undo?: readonly Step[];
};

export type Plan = {
  /** What is to be done and why, in one line. */
  readonly summary: string;
  /** In this order. Empty for an action that only looks: the evidence is then the result. */
  readonly steps: readonly Step[];
  /** What is to be true afterwards, in words: `the table is less than 80 % full and drops have ceased`. */
  readonly expects: string;
  /** What brings back how it was, in this order. */
  readonly undo: readonly Step[];
  /** Why there is nothing to undo, where `undo` is empty and there are steps: `a restart can not be taken back`. */
  readonly irreversible?: string;
  /** A second opinion, independent of the alert. */
  readonly witness: Witness;
  /** Others that must not be acted upon at the same time, beside the object itself: `haproxy backend web`. */
  readonly alsoHolds?: readonly string[];
};

/** Who was asked beside the alert, and whether it agrees. */
export type Witness = { readonly name: string; readonly agrees: boolean; readonly words: string };

export type JudgeRequest<Settings, Evidence> = {
  readonly target: Target;
  readonly settings: Settings;
  readonly plan: Plan;
  readonly before: Evidence;
  readonly after: Evidence;
  /** Since the last step was carried out. */
  readonly seconds: number;
};

/** `waiting` the effect may still come; `worse` something else got worse: undone at once. */
export type Judgement = { readonly effect: 'proven' | 'waiting' | 'worse'; readonly words: string };

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** An action whose types are known to itself alone; this is what the registry holds. */
export type RegisteredAction = Omit<
  Action,
  'settings' | 'evidence' | 'observe' | 'plan' | 'judge' | 'states' | 'figures'
> & {
  readonly settings: z.ZodType;
  /** Throws a ZodError when `settings` does not fit the action's schema. */
  readonly open: (settings: unknown) => OpenAction;
};

/** An action under its settings. */
export type OpenAction = {
  readonly observe: (look: Omit<Look<unknown>, 'settings'>) => Promise<Seen | Refusal>;
};

/** What one look has found, and what follows from it. */
export type Seen = {
  readonly evidence: JsonObject;
  readonly plan: (request: Pick<PlanRequest<unknown, JsonObject>, 'alert' | 'now' | 'history'>) => Plan | Refusal;
  /** What this look says of the effect of a plan that was made for an earlier one, given as its evidence. */
  readonly judge: (plan: Plan, before: JsonObject, seconds: number) => Judgement;
  readonly states: readonly State[];
  readonly figures: (points: PointSet) => void;
};

export function defineAction<Settings, Evidence extends JsonObject>(
  action: Action<Settings, Evidence>,
): RegisteredAction {
  const { observe, plan, judge, states, figures, settings: schema, evidence: written, ...about } = action;
  return {
    ...about,
    settings: schema,
    open: (given) => {
      const settings = schema.parse(given);
      return {
        observe: async (look) => {
          const evidence = await observe({ ...look, settings });
          if (isRefusal(evidence)) return { refused: String(evidence.refused) };
          const { target } = look;
          return {
            evidence,
            plan: (request) => plan({ ...request, target, settings, evidence }),
            judge: (planned, before, seconds) =>
              judge({ target, settings, plan: planned, before: written.parse(before), after: evidence, seconds }),
            states: states?.(target, evidence) ?? [],
            figures: (points) => figures?.(points, target, evidence),
          };
        },
      };
    },
  };
}
