import type { Occurrence } from '../core/definition.ts';
import { type Family, pointSet } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { States } from '../core/state.ts';
import type { Moment } from '../promql/evaluate/moment.ts';
import { alertMetrics } from './about.ts';
import type { Alert, ResolvedAlert } from './alert.ts';
import { createDueTimer } from './due-timer.ts';
import { createAlertStates } from './engine/alert-states.ts';
import { alertsFamily } from './engine/alerts-family.ts';
import { type CompiledRule, compileRules, wantedBy } from './engine/compiled-rule.ts';
import { createEngine, type KeptAlert } from './engine/engine.ts';
import { type SilencedBy, transitions } from './engine/transitions.ts';
import type { RuleGroup } from './rule.ts';
import { type DrawnSeries, drawnSeries } from './series/drawn-series.ts';
import { createSeriesStore } from './series/series-store.ts';
import type { AlertSettings } from './settings.ts';
import { createSteadyClock } from './steady-clock.ts';

/** What happened to alerts in one evaluation. */
export type AlertNews = {
  readonly states: States;
  readonly occurrences: readonly Occurrence[];
  readonly alerts: readonly Alert[];
  readonly resolved: readonly ResolvedAlert[];
  /** All that the next run has to know, by fingerprint. */
  readonly kept: ReadonlyMap<string, KeptAlert>;
};

export type AlertsOptions = {
  readonly settings: AlertSettings;
  readonly groups: readonly RuleGroup[];
  /** The collector that has series of this name. */
  readonly collectorOf: (name: string) => string | undefined;
  /** Collectors that are on. */
  readonly collectors: readonly string[];
  /** Alerts of the run before. */
  readonly kept: readonly KeptAlert[];
  /** The agent's own metrics, asked for at every evaluation interval and with every failed or mended reading. */
  readonly ownFamilies: () => readonly Family[];
  readonly ownName: string;
  readonly silencedBy?: SilencedBy;
  readonly onNews: (news: AlertNews) => void;
};

/** Rules at work on the readings of this host. */
export type Alerts = {
  /** A collector has finished a reading: rules that can see it are evaluated before this returns. */
  readonly read: (snapshot: Snapshot) => void;
  /** Puts other rules in force; alerts of rules that stay go on. */
  readonly replace: (groups: readonly RuleGroup[]) => void;
  /** Tells anew how alerts stand: what silences them has changed. */
  readonly retell: () => void;
  readonly alerts: () => readonly Alert[];
  readonly rules: () => readonly RuleStanding[];
  readonly families: () => readonly Family[];
  /** The recent past of a metric that rules look at, for drawing. */
  readonly past: (metric: string) => readonly DrawnSeries[];
  readonly stop: () => void;
};

/** How a rule stands. */
export type RuleStanding = {
  readonly compiled: CompiledRule;
  readonly state: 'sighted' | 'unknown' | 'failed';
  readonly trouble: string | undefined;
};

/** Prometheus's own, in milliseconds. */
const LOOKBACK = 300_000;

export function runAlerts(options: AlertsOptions): Alerts {
  const { settings, collectorOf, ownName, silencedBy = () => [], onNews } = options;
  const series = createSeriesStore(settings.memory);
  const engine = createEngine({
    damping: {
      times: settings.flapping.times,
      within: settings.flapping.within * 1000,
      calm: settings.flapping.calm * 1000,
    },
    kept: options.kept,
    record: series.record,
  });
  const clock = createSteadyClock((milliseconds) => {
    series.shift(milliseconds);
    engine.shift(milliseconds);
  });
  const statesOf = createAlertStates(silencedBy);
  /** Collectors of which nothing can be said: those that have not read yet, and those that failed. */
  const blind = new Set(options.collectors);
  const polledAt = new Map<string, number>();
  let rules: readonly CompiledRule[] = [];
  let before: ReadonlyMap<string, Alert> = byFingerprint(engine.alerts());
  let evaluations = 0;
  let seconds = 0;
  let ticks: readonly NodeJS.Timeout[] = [];

  /** The rules that can see readings of one of these. */
  const ofSources = (read: ReadonlySet<string>) =>
    rules.filter(({ sources }) => sources === undefined || !sources.isDisjointFrom(read));

  const isBlind = ({ sources }: CompiledRule) => [...(sources ?? blind)].some((source) => blind.has(source));

  const tell = (resolved: readonly ResolvedAlert[]) => {
    const alerts = engine.alerts();
    const after = byFingerprint(alerts);
    const occurrences = transitions(before, after, resolved, silencedBy);
    before = after;
    onNews({ states: statesOf(alerts), occurrences, alerts, resolved, kept: engine.active() });
  };

  const evaluate = (which: readonly CompiledRule[], time: number) => {
    if (which.length === 0) return;
    const began = performance.now();
    const resolved: ResolvedAlert[] = [];
    for (const rule of which) {
      const moment: Moment = { time, source: series, lookback: LOOKBACK, interval: rule.group.interval, dialect: 3 };
      const evaluation = engine.evaluate([rule], moment, isBlind);
      resolved.push(...evaluation.resolved);
      due.set(rule.id, evaluation.dueAt);
    }
    evaluations += which.length;
    seconds += (performance.now() - began) / 1000;
    tell(resolved);
  };

  const due = createDueTimer(clock.now, (ids, time) =>
    evaluate(
      rules.filter(({ id }) => ids.has(id)),
      time,
    ),
  );

  const readOwn = (time: number) =>
    series.add({ collector: ownName, time, families: options.ownFamilies(), announced: false });

  const evaluateGroups = (interval: number) => {
    const now = clock.now();
    readOwn(now);
    evaluate(
      rules.filter(({ group }) => group.interval === interval),
      now,
    );
  };

  const replace = (groups: readonly RuleGroup[]) => {
    rules = compileRules(groups, collectorOf, LOOKBACK);
    series.want(wantedBy(rules));
    due.clear();
    for (const tick of ticks) clearInterval(tick);
    ticks = [...new Set(groups.map(({ interval }) => interval))].map((interval) =>
      setInterval(() => evaluateGroups(interval), interval),
    );
    tell(engine.keepOnly(rules, clock.now()));
  };

  replace(options.groups);

  const standings = (): readonly RuleStanding[] => {
    const troubles = engine.troubles();
    return rules.map((compiled) => {
      const trouble = troubles.get(compiled.id);
      if (trouble !== undefined) return { compiled, state: 'failed', trouble };
      return { compiled, state: isBlind(compiled) ? 'unknown' : 'sighted', trouble };
    });
  };

  return {
    read: (snapshot) => {
      const { collector, outcome } = snapshot;
      const now = clock.now();
      const wasBlind = blind.has(collector);
      if (outcome === 'failed') blind.add(collector);
      else blind.delete(collector);
      const announced = polledAt.get(collector) === snapshot.polledAt;
      polledAt.set(collector, snapshot.polledAt);
      // Figures are made when somebody asks for them, and no rule asks for those of some collectors.
      const families = ofSources(new Set([collector])).length > 0 ? snapshot.families() : [];
      series.add({ collector, time: now, families, announced });
      const changed = new Set([collector]);
      if (wasBlind !== blind.has(collector)) {
        readOwn(now);
        changed.add(ownName);
      }
      evaluate(ofSources(changed), now);
    },
    replace,
    retell: () => tell([]),
    alerts: engine.alerts,
    rules: standings,
    families: () => {
      const points = pointSet();
      const figures = series.figures();
      const all = standings();
      for (const state of ['sighted', 'unknown', 'failed'] as const) {
        points.add(alertMetrics.rules, [state], all.filter((one) => one.state === state).length);
      }
      points.add(alertMetrics.evaluations, [], evaluations);
      points.add(alertMetrics.evaluationSeconds, [], seconds);
      points.add(alertMetrics.series, [], figures.series);
      points.add(alertMetrics.seriesBytes, [], figures.bytes);
      points.add(alertMetrics.seriesShortened, [], figures.shortened || figures.refused > 0 ? 1 : 0);
      return [...points.families(), alertsFamily(engine.alerts())];
    },
    past: (metric) => drawnSeries(series.named(metric)),
    stop: () => {
      due.clear();
      for (const tick of ticks) clearInterval(tick);
    },
  };
}

function byFingerprint(alerts: readonly Alert[]): ReadonlyMap<string, Alert> {
  return new Map(alerts.map((alert) => [alert.fingerprint, alert]));
}
