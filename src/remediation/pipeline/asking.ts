import type { OpenAction, Plan, Refusal, RegisteredAction, Seen, Target } from '../../actions/action.ts';
import type { Host } from '../../host/host.ts';
import type { Limits, SettingOwner, Standing } from '../guards/question.ts';
import type { History } from '../history.ts';
import type { RemediationSettings } from '../settings.ts';
import type { Trigger } from '../trigger.ts';

/** Why nothing is done to a recorded host. */
export const HANDLESS = 'this is a recorded host: there is nothing to change';

/** An action as it is set up here. Times in seconds. */
export type ReadyAction = {
  readonly about: RegisteredAction;
  readonly opened: OpenAction;
  readonly limits: Limits;
  readonly verifyWithin: number;
};

/** Somebody asks for an action. */
export type Asking = {
  readonly action: ReadyAction;
  readonly trigger: Trigger;
  /** The decision that a person has approved, if this is about one. */
  readonly approved?: { readonly id: string; readonly by: string; readonly plan: Plan };
};

/** All that a decision needs to see beside the asking itself. */
export type Surroundings = {
  readonly now: () => number;
  readonly host: Host;
  /** Looks at an object with fresh readings of the action's collectors. Rejects when the host does not answer in time. */
  readonly look: (action: ReadyAction, target: Target, signal: AbortSignal) => Promise<Seen | Refusal>;
  readonly history: History;
  readonly global: RemediationSettings;
  /** What is acted upon now, by what holds it: names of decisions. */
  readonly held: () => ReadonlyMap<string, string>;
  /** Whether what asks still does. */
  readonly standing: (trigger: Trigger) => Standing;
  readonly owners: (setting: string, signal: AbortSignal) => Promise<readonly SettingOwner[]>;
  readonly stops: () => readonly string[];
  readonly maintenance: (now: number) => string | undefined;
  readonly outside: (action: string, now: number) => string | undefined;
  readonly handless: string | undefined;
  readonly journalTrouble: () => string | undefined;
};
