/** How a figure is taken from the metrics page (zabbix.com/documentation/7.0/en/manual/config/items/preprocessing). */
export type Take =
  | 'value'
  /** Over all series that fit. */
  | { readonly over: 'sum' | 'min' | 'max' | 'count' }
  /** The text of a label in place of the value. */
  | { readonly label: string };

/** A trigger that is a shipped alert: name, severity, what to do and runbook are the alert's. */
export type Trigger = {
  readonly alert: string;
  /** Compares the item's last values, which stand in it as `ITEM`: `min(ITEM,1m)=0`. */
  readonly when: string;
  /** Words for people, in which macros of Zabbix may stand. */
  readonly says: string;
};

export type Item = {
  /** Without `netsteward.` in front; with `[{#BOND}]` behind for those that are discovered. */
  readonly key: string;
  readonly name: string;
  readonly about: string;
  /** A series, as PROMETHEUS_PATTERN has them. */
  readonly of: string;
  readonly take: Take;
  /** A counter becomes what it grows a second. */
  readonly isRate?: boolean;
  /** What stands in when no series fits; the item keeps its last value where left out. */
  readonly otherwise?: string;
  readonly units?: string;
  readonly valuemap?: 'up' | 'yes';
  readonly triggers?: readonly Trigger[];
  /** What it means that the item gets no more values for five minutes, where that is a trigger. */
  readonly lost?: { readonly says: string; readonly about: string };
};

/** Items for each object that a metric has. */
export type Discovery = {
  readonly key: string;
  readonly name: string;
  readonly about: string;
  /** A series for each object. */
  readonly of: string;
  /** Macros by the labels from which they come: `{ '{#BOND}': 'bond' }`. */
  readonly macros: Readonly<Record<string, string>>;
  readonly items: readonly Item[];
};

export type Macro = { readonly macro: string; readonly value: string; readonly about: string };
