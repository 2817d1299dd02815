/** What a colour says: nothing is wrong, look today, get up. `plain` says nothing. */
export type Tone = 'good' | 'info' | 'warning' | 'critical' | 'plain';

/** Units by the names that Grafana has for them (grafana/data, valueFormats/categories.ts). */
export type Unit = 'short' | 'percentunit' | 'bytes' | 'Bps' | 'pps' | 'cps' | 'ops' | 'reqps' | 's';

/**
 * A question to Prometheus. It names no host: every selector in it gets that of the dashboard (see `selectors.ts`).
 * `$__rate_interval` and the dashboard's own filters may stand in it.
 */
export type Query = {
  readonly expr: string;
  /** How a series is called, with labels as `{{bond}}`. In a table the title of its column of values. */
  readonly legend?: string;
  /** Why hosts mostly have nothing to answer, when the other questions of the panel have. */
  readonly rare?: string;
};

/** What numbers mean, by number: `[['down', 'critical'], ['up', 'good']]` says it of 0 and 1. */
export type Words = readonly (readonly [text: string, tone: Tone])[];

/** A column of a table: the label, or the legend of the query, that it shows. Others are hidden. */
export type Column = {
  readonly of: string;
  readonly title?: string;
  readonly unit?: Unit;
  readonly words?: Words;
  /** Alerts whose thresholds colour the cells. */
  readonly thresholds?: readonly string[];
  /** More than 0 is this bad. */
  readonly alarm?: Tone;
  /** Where a click on a cell leads: the dashboard of the row's host, or the runbook of its alert. */
  readonly leads?: { readonly board: string } | 'runbook';
};

/** Why a panel may have nothing to show on a host where all is well, and series in the presence of which it has. */
export type Quiet = { readonly why: string; readonly shownBy: readonly string[] };

export type Panel = {
  /** `states` is a timeline of words, `bars` compare what is now, `spread` is a histogram over time. */
  readonly kind: 'stat' | 'graph' | 'table' | 'states' | 'bars' | 'spread';
  readonly title: string;
  /** What it means, and what to do. */
  readonly about: string;
  readonly queries: readonly Query[];
  readonly unit?: Unit;
  readonly words?: Words;
  /** Alerts that look at the same: their thresholds are drawn, what to do is said, their runbooks are linked. */
  readonly thresholds?: readonly string[];
  /** Further alerts to tell of, whose thresholds are not on this scale. */
  readonly alerts?: readonly string[];
  /** More than 0 is this bad. */
  readonly alarm?: Tone;
  readonly columns?: readonly Column[];
  /** The column that a table is sorted by, the largest first. */
  readonly worstFirst?: string;
  /** The dashboard that says more. */
  readonly leads?: string;
  readonly stacked?: boolean;
  readonly quiet?: Quiet;
  /** In columns of 24, and in rows. */
  readonly width?: number;
  readonly height?: number;
};

export type Row = {
  readonly title: string;
  /** Folded until somebody opens it; nothing is asked for it until then. */
  readonly folded?: boolean;
  readonly panels: readonly Panel[];
};

/** A choice at the top of a dashboard: the values of a label, all of them at first. */
export type Filter = { readonly name: string; readonly label: string; readonly metric: string; readonly of: string };

export type Board = {
  /** Without the `netsteward-` in front. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** One host, or all hosts of a job. */
  readonly scope: 'host' | 'fleet';
  /** Rule files whose alerts are marked in its graphs; all where left out. */
  readonly alertsOf?: readonly string[];
  /** Collectors whose events are marked there; all where left out. */
  readonly eventsOf?: readonly string[];
  readonly filters?: readonly Filter[];
  readonly rows: readonly Row[];
};

export const uidOf = (board: string): string => `netsteward-${board}`;
