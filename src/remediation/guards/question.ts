import type { Mode, Plan } from '../../actions/action.ts';
import type { History } from '../history.ts';
import type { RemediationSettings } from '../settings.ts';
import type { Setting } from '../step.ts';
import type { Trigger } from '../trigger.ts';

/** What guards are asked about: one plan, and all that is known around it. They look at nothing else, and change nothing. */
export type Question = {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly action: string;
  readonly object: string;
  /** What nobody else may act upon at the same time, the object itself among it. */
  readonly holds: readonly string[];
  readonly trigger: Trigger;
  readonly plan: Plan;
  /** What the plan would set. */
  readonly settings: readonly Setting[];
  readonly limits: Limits;
  readonly global: RemediationSettings;
  readonly history: History;
  /** A person who has said yes to this very plan, or asked for it. */
  readonly approvedBy: string | undefined;
  /** Whether what asks for it still does, by readings that are newer than the asking. */
  readonly standing: Standing;
  /** What is acted upon now, by what holds it: names of decisions. */
  readonly held: ReadonlyMap<string, string>;
  /** Others that are known to set what the plan would set. */
  readonly owners: readonly SettingOwner[];
  /** Why everything is stopped: the kill switch, in words. */
  readonly stops: readonly string[];
  /** The maintenance window that is open, in words. */
  readonly maintenance: string | undefined;
  /** Windows outside of which this action must not run: why it must not now. */
  readonly outside: string | undefined;
  /** Why nothing can be done here at all: a recorded host has no hands. */
  readonly handless: string | undefined;
  readonly journalTrouble: string | undefined;
};

/** What is set about an action, its own defaults included. Times in seconds. */
export type Limits = {
  readonly mode: Mode;
  readonly cooldown: number;
  readonly perHour: number;
  readonly attempts: number;
  readonly owners: 'refuse' | 'go-on';
};

export type Standing = { readonly holds: boolean; readonly words: string };

/** Somebody else who sets what a plan would set. */
export type SettingOwner = {
  readonly setting: Setting['name'];
  readonly owner: string;
  /** Sets it again while it runs, so that a change would not last. */
  readonly insists: boolean;
  readonly words: string;
};
