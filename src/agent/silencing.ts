import type { Logger } from 'pino';
import { silencesMetric } from '../alerts/about.ts';
import type { Alert } from '../alerts/alert.ts';
import { type HostLabels, outgoingLabels } from '../alerts/outgoing.ts';
import { followSilences, type SilenceChange } from '../alerts/silences/live-silences.ts';
import { holding, type Silence, wordsOf } from '../alerts/silences/silence.ts';
import { silenceFolder } from '../alerts/silences/silence-folder.ts';
import { begunSilence, endedSilence } from '../alerts/silences/told.ts';
import type { Occurrence } from '../core/definition.ts';
import { type Family, pointSet } from '../core/metric.ts';
import { alertKey } from '../core/outgoing-alert.ts';
import { labelsKey } from '../promql/labels.ts';
import type { Store } from '../store/store.ts';

/** What keeps alerts silent: silences of this host, and those that Alertmanagers tell of. */
export type Silencing = {
  /** The names of all silences that hold an alert: `1a2b3c4d`, `alertmanager:5f0c…`. */
  readonly names: (alert: Pick<Alert, 'labels'>) => readonly string[];
  /** Why an alert with these labels, as others know it, is silenced on this host; nothing when it is not. */
  readonly words: (outgoing: Alert['labels']) => string | undefined;
  /** By the keys of alerts, the names of silences at Alertmanagers. */
  readonly tellOthers: (by: ReadonlyMap<string, readonly string[]>) => void;
  readonly families: () => readonly Family[];
  /** Tells which silences have begun and ended, from now on. */
  readonly begin: () => void;
  readonly stop: () => void;
};

export type SilencingOptions = {
  readonly folder: string;
  readonly store: Store;
  readonly log: Logger;
  readonly host: HostLabels;
  readonly alerts: () => readonly Alert[];
  readonly occurred: (occurrences: readonly Occurrence[]) => void;
  /** Other alerts are silenced than before. */
  readonly changed: () => void;
};

const OWNER = 'silences';
const MOST_KEYS = 10_000;

export async function openSilencing(options: SilencingOptions): Promise<Silencing> {
  const { folder, store, log, host, occurred, changed } = options;
  let others: ReadonlyMap<string, readonly string[]> = new Map();

  /** A key is asked for at every evaluation, and its hash is dear. */
  const keys = new Map<string, string>();
  const keyOf = ({ labels }: Pick<Alert, 'labels'>): string => {
    const text = labelsKey(labels);
    const key = keys.get(text) ?? alertKey(outgoingLabels(labels, host));
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(text, key);
    return key;
  };

  const held = ({ labels }: Pick<Alert, 'labels'>, silences: readonly Silence[]) =>
    silences.length === 0 ? [] : holding(silences, outgoingLabels(labels, host));

  const told = ({ begun, ended }: SilenceChange) => {
    const free = options.alerts().filter((alert) => alert.state === 'firing' && held(alert, inForce()).length === 0);
    occurred([
      ...ended.map((end) =>
        endedSilence(
          end,
          free.filter((alert) => held(alert, [end.silence]).length > 0),
        ),
      ),
      ...begun.map(begunSilence),
    ]);
    changed();
  };

  const silences = await followSilences({
    folder: silenceFolder(folder),
    log,
    told: store.notes(OWNER),
    note: (id, text) => store.note(OWNER, id, text),
    changed: told,
  });
  const { inForce } = silences;

  return {
    names: (alert) => {
      const own = held(alert, inForce()).map(({ id }) => id);
      if (others.size === 0) return own;
      return [...own, ...(others.get(keyOf(alert)) ?? []).map((name) => `alertmanager:${name}`)];
    },
    words: (outgoing) => {
      const [first] = inForce().length === 0 ? [] : holding(inForce(), outgoing);
      return first === undefined ? undefined : wordsOf(first);
    },
    tellOthers: (by) => {
      others = by;
      changed();
    },
    families: () => {
      const points = pointSet();
      points.add(silencesMetric, [], inForce().length);
      return points.families();
    },
    begin: silences.begin,
    stop: silences.stop,
  };
}
