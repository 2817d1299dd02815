// What the server tells the page, as JSON. It is compiled into the page in the browser too.

import type { Level, ObjectId } from './object.ts';
import type { Plane } from './plane.ts';

/** Everything the page shows at once. Holds no ages and no figures that move, so that it changes when something happened. */
export type Status = {
  readonly host: string;
  readonly version: string;
  /** When the agent was started. All times are milliseconds since 1970. */
  readonly startedAt: number;
  readonly health: Health;
  /** Worst first, the newest of the same level first; only so many as are worth reading. */
  readonly problems: readonly Problem[];
  readonly moreProblems: number;
  readonly collectors: readonly CollectorStatus[];
  readonly plane: Plane;
  readonly kinds: readonly KindCount[];
  /** Left out where the agent knows no action. */
  readonly actions?: Actions;
  /** Whether whoever asked is known to the server, and so may decide on actions. */
  readonly isKnown: boolean;
};

export type Health = {
  /** `starting` until every collector has read once. */
  readonly level: 'critical' | 'warning' | 'unknown' | 'starting' | 'ok';
  readonly critical: number;
  readonly warning: number;
  readonly notice: number;
  readonly unknown: number;
};

/** One thing that is wrong, in plain words. */
export type Problem = {
  readonly id: string;
  readonly source: 'alert' | 'collector' | 'object';
  readonly level: Exclude<Level, 'ok' | 'off'>;
  /** One line: `Bond bond0 has one link left of 2`. */
  readonly title: string;
  /** `firing`, `pending`, `failed` …: how it stands. */
  readonly standing?: string;
  readonly since?: number;
  /** `since` is only when it was first seen: it may have been so before. */
  readonly isAtLeast?: boolean;
  /** The object to look at. */
  readonly object?: ObjectId;
  /** What follows from it or is part of it, by words. */
  readonly also: readonly string[];
  readonly moreAlso: number;
  readonly description?: string;
  /** What to do about it. */
  readonly action?: string;
  /** The alert's name, by which its runbook is found. */
  readonly alert?: string;
  readonly runbookUrl?: string;
  readonly silencedBy?: string;
  readonly isFlapping?: boolean;
  /** What was done about it by the agent, newest first. */
  readonly done: readonly string[];
  /** Other alerts that tell of the same. */
  readonly others?: readonly OtherAlert[];
};

export type OtherAlert = Pick<Problem, 'id' | 'title' | 'standing' | 'since' | 'action' | 'alert' | 'runbookUrl'>;

export type CollectorStatus = {
  readonly name: string;
  /** Left out as long as it has not finished a reading. */
  readonly outcome?: 'ok' | 'partial' | 'absent' | 'failed';
  readonly objects: number;
};

/** How many objects of one kind there are, and how many of them are broken. */
export type KindCount = {
  readonly collector: string;
  readonly kind: string;
  readonly count: number;
  readonly critical: number;
  readonly warning: number;
  readonly notice: number;
};

/** What the agent does by itself, or waits for somebody to approve. */
export type Actions = {
  /** How many actions it knows. */
  readonly known: number;
  /** What stops all of them, in words. */
  readonly stops: readonly string[];
  /** Those that wait first, then the newest. */
  readonly decisions: readonly ActionStatus[];
};

/** A decision about an action, as its state says. */
export type ActionStatus = {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly since?: number;
  /** Why it is so, in words. */
  readonly reason?: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly waitsForApproval: boolean;
};
