/** What somebody holds of a member: it gets traffic, it gets none, or this can't be told. */
export type Verdict = 'up' | 'down' | 'unknown';

/** What one side says of one server. */
export type View = {
  /** What it is there: `web/web1` of our checks, `admin:app/app1` of HAProxy. */
  readonly subject: string;
  /** The pool, backend or service that it belongs to. */
  readonly group: string;
  readonly address: string;
  /** `null` where any port is meant. */
  readonly port: number | null;
  readonly verdict: Verdict;
  /** Its own words for it: `DOWN L4CON`. */
  readonly words: string;
};

/** What a balancer says of all its servers. */
export type Balancer = {
  readonly name: string;
  /** Whether it could be read; otherwise nothing can be told of what it has. */
  readonly isKnown: boolean;
  readonly views: readonly View[];
  /** The groups that it has, also those without a server. */
  readonly groups: ReadonlySet<string>;
};
