// Objects of the host as the page has them.

/** How an object is, worst first: `off` was set down by somebody, `unknown` nobody can tell now. */
export type Level = 'critical' | 'warning' | 'unknown' | 'notice' | 'off' | 'ok';

/** `<collector>/<kind>/<subject>`, the name of one object among all. */
export type ObjectId = string;

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
