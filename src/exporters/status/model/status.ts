// What the server tells the page, as JSON. It is compiled into the page in the browser too.

/** How an object is, worst first: `off` was set down by somebody, `unknown` nobody can tell now. */
export type Level = 'critical' | 'warning' | 'notice' | 'unknown' | 'off' | 'ok';

/** `<collector>/<kind>/<subject>`, the name of one object among all. */
export type ObjectId = string;

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
  /** Decisions of late, newest first; left out where no remediation is on. */
  readonly actions?: readonly ActionStatus[];
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

/** A decision of the remediation, as its state says. */
export type ActionStatus = {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly since?: number;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly waitsForApproval: boolean;
};

/** The data plane as a picture: bands of NUMA nodes, in each of them columns from the wire to the guests. */
export type Plane = {
  readonly bands: readonly Band[];
  readonly lines: readonly Line[];
};

export const columns = ['port', 'bond', 'tunnel', 'switch', 'end'] as const;
export type Column = (typeof columns)[number];

export type Band = {
  /** NUMA node; left out for what is on no node, on several, or where it is not known. */
  readonly node?: number;
  readonly about?: string;
  readonly cells: Readonly<Record<Column, Cell>>;
};

export type Cell = { readonly boxes: readonly Box[]; readonly more?: More };

/** Boxes that had no room. */
export type More = {
  readonly count: number;
  readonly search: ObjectSearch;
};

export type Box = {
  readonly id: ObjectId;
  readonly name: string;
  /** What it is: `bond`, `OVS bridge`, `network namespace`. */
  readonly what: string;
  readonly level: Level;
  /** How it is, in words: `up`, `one link left of 2`. */
  readonly state: string;
  /** Further facts, short: `active-backup`, `25 Gbit/s`. */
  readonly facts: readonly string[];
  /** Small parts drawn inside: virtual functions, queues. */
  readonly parts?: Parts;
};

export type Parts = {
  readonly words: string;
  readonly items: readonly { readonly id: ObjectId; readonly name: string; readonly level: Level; readonly use: string }[];
};

/** From a box nearer to the wire to one nearer to the guests. */
export type Line = {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** `standby` carries nothing now though it could; `broken` can't. */
  readonly how: 'active' | 'standby' | 'broken';
};

/** Which objects a list is to show; all that is left out is any. */
export type ObjectSearch = {
  readonly text?: string;
  readonly collector?: string;
  readonly kind?: string;
  readonly broken?: boolean;
};

/** One page of a list of objects, broken ones first. */
export type ObjectList = {
  readonly total: number;
  readonly offset: number;
  readonly objects: readonly ObjectLine[];
};

export type ObjectLine = {
  readonly id: ObjectId;
  readonly collector: string;
  readonly kind: string;
  readonly name: string;
  readonly level: Level;
  readonly state: string;
};

/** All that is known of one object. */
export type ObjectDetails = ObjectLine & {
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  /** When the collector last began to read. */
  readonly readAt: number;
  /** Newest first, of those among the newest of the log. */
  readonly events: readonly { readonly time: number; readonly severity: string; readonly message: string }[];
  /** Names of parts or neighbours worth a look. */
  readonly related: readonly ObjectLine[];
};

/** The recent past of one figure, as a small picture. */
export type Trend = {
  readonly title: string;
  /** What it is about: `bond0`, `core 2`. */
  readonly of: string;
  readonly unit: 'ratio' | 'count' | 'each';
  /** Where the scale ends; that of the values where left out. */
  readonly most?: number;
  /** The newest value, in words. */
  readonly now: string;
  readonly points: readonly (readonly [time: number, value: number | null])[];
};
