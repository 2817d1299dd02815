import type { Moment } from '../../promql/evaluate/moment.ts';
import { EvaluationError, type Sample } from '../../promql/value.ts';
import type { Alert, ResolvedAlert } from '../alert.ts';
import type { AlertRule } from '../rule.ts';
import { type ActiveAlert, dueAt, ended, type FlapDamping, held } from './active-alert.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { createFlapRecord } from './flap-record.ts';
import { alertsOf, recordedSamples, samplesNow } from './results.ts';

/** Evaluates rules and remembers their alerts. Pure but for what it remembers: time comes with each call. */
export type Engine = {
  /** Evaluates rules in their order; those whose sources are blind keep their alerts as they are. */
  readonly evaluate: (rules: readonly CompiledRule[], moment: Moment, isBlind: IsBlind) => Evaluation;
  readonly alerts: () => readonly Alert[];
  /** What has to be kept for the next run, by fingerprint. */
  readonly active: () => ReadonlyMap<string, KeptAlert>;
  /** Why a rule could not be evaluated the last time, by its id. */
  readonly troubles: () => ReadonlyMap<string, string>;
  /** Forgets the alerts of rules that are no more; they are told as resolved. */
  readonly keepOnly: (rules: readonly CompiledRule[], now: number) => readonly ResolvedAlert[];
  /** Moves all times, when the clock was set. */
  readonly shift: (milliseconds: number) => void;
};

/** Whether nothing can be said of what a rule looks at, because a collector failed or has not read yet. */
export type IsBlind = (rule: CompiledRule) => boolean;

/** An alert as it was when the agent stopped; `rule` is the id of its rule. */
export type KeptAlert = ActiveAlert & { readonly rule: string };

export type Evaluation = {
  readonly resolved: readonly ResolvedAlert[];
  /** The next moment at which time alone changes something; Infinity when nothing waits. */
  readonly dueAt: number;
};

export type EngineOptions = {
  readonly damping: FlapDamping;
  /** Alerts of the run before; time since then does not count towards `for`. */
  readonly kept: readonly KeptAlert[];
  /** Takes the series of recording rules. */
  readonly record: (name: string, time: number, samples: readonly Sample[]) => void;
};

type RuleState = {
  active: Map<string, ActiveAlert>;
  unknownSince: number | undefined;
  trouble: string | undefined;
};

export function createEngine({ damping, kept, record }: EngineOptions): Engine {
  const states = new Map<string, RuleState>();
  const recorded = new Map<string, Map<string, readonly Sample[]>>();
  const flaps = createFlapRecord(damping);
  for (const [rule, alerts] of Map.groupBy(kept, (alert) => alert.rule)) {
    const active = new Map(alerts.map((alert) => [alert.fingerprint, alert] as const));
    const since = Math.max(...alerts.map(({ seenAt }) => seenAt));
    states.set(rule, { active, unknownSince: since, trouble: undefined });
  }

  const stateOf = (id: string): RuleState => {
    let state = states.get(id);
    if (state === undefined) {
      state = { active: new Map(), unknownSince: undefined, trouble: undefined };
      states.set(id, state);
    }
    return state;
  };

  const recordNow = (name: string, id: string, time: number, samples: readonly Sample[]) => {
    const parts = recorded.get(name) ?? new Map<string, readonly Sample[]>();
    recorded.set(name, parts.set(id, samples));
    record(name, time, [...parts.values()].flat());
  };

  const alertNow = (rule: AlertRule, compiled: CompiledRule, samples: readonly Sample[], now: number) => {
    const state = stateOf(compiled.id);
    const timing = { for: rule.for, keepFiringFor: rule.keepFiringFor };
    const found = alertsOf(compiled, samples);
    const wasBlind = state.unknownSince !== undefined;
    const active = new Map<string, ActiveAlert>();
    const resolved: ResolvedAlert[] = [];
    for (const [fingerprint, one] of found) {
      const before = state.active.get(fingerprint);
      const alert = held(before, one, timing, now, wasBlind);
      const fires = alert.state === 'firing' && before?.state !== 'firing';
      active.set(fingerprint, fires ? { ...alert, flapping: flaps.fires(fingerprint, now) } : alert);
    }
    for (const [fingerprint, before] of state.active) {
      if (found.has(fingerprint)) continue;
      const end = ended(before, timing, damping, now);
      if ('kept' in end) active.set(fingerprint, end.kept);
      else if ('resolved' in end) resolved.push(end.resolved);
    }
    state.active = active;
    return resolved;
  };

  const evaluateOne = (compiled: CompiledRule, moment: Moment, isBlind: IsBlind): readonly ResolvedAlert[] => {
    const state = stateOf(compiled.id);
    const { rule } = compiled;
    if (isBlind(compiled)) {
      state.unknownSince ??= moment.time;
      return [];
    }
    try {
      const samples = samplesNow(compiled, moment);
      let resolved: readonly ResolvedAlert[] = [];
      if (rule.kind === 'alert') resolved = alertNow(rule, compiled, samples, moment.time);
      else recordNow(rule.name, compiled.id, moment.time, recordedSamples(rule, samples));
      state.unknownSince = undefined;
      state.trouble = undefined;
      return resolved;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      state.unknownSince ??= moment.time;
      state.trouble = error.message;
      return [];
    }
  };

  const dueOf = ({ id, rule }: CompiledRule): number => {
    const state = states.get(id);
    if (rule.kind === 'record' || state === undefined || state.unknownSince !== undefined)
      return Number.POSITIVE_INFINITY;
    const timing = { for: rule.for, keepFiringFor: rule.keepFiringFor };
    let due = Number.POSITIVE_INFINITY;
    for (const alert of state.active.values()) due = Math.min(due, dueAt(alert, timing, damping) ?? due);
    return due;
  };

  return {
    evaluate: (rules, moment, isBlind) => {
      const resolved = rules.flatMap((rule) => evaluateOne(rule, moment, isBlind));
      return { resolved, dueAt: rules.reduce((due, rule) => Math.min(due, dueOf(rule)), Number.POSITIVE_INFINITY) };
    },
    alerts: () =>
      [...states.values()].flatMap(({ active, unknownSince }) =>
        [...active.values()].map(({ served: _, seenAt: __, ...alert }) => ({ ...alert, unknownSince })),
      ),
    active: () =>
      new Map(
        [...states].flatMap(([rule, { active }]) =>
          [...active].map(([fingerprint, alert]) => [fingerprint, { ...alert, rule }] as const),
        ),
      ),
    troubles: () =>
      new Map([...states].flatMap(([id, { trouble }]) => (trouble === undefined ? [] : [[id, trouble] as const]))),
    keepOnly: (rules, now) => {
      const ids = new Set(rules.map(({ id }) => id));
      const resolved: ResolvedAlert[] = [];
      for (const [id, { active }] of states) {
        if (ids.has(id)) continue;
        states.delete(id);
        for (const { served: _, seenAt: __, state, ...alert } of active.values()) {
          if (state === 'firing') resolved.push({ ...alert, unknownSince: undefined, resolvedAt: now });
        }
      }
      return resolved;
    },
    shift: (milliseconds) => {
      for (const state of states.values()) {
        state.active = new Map([...state.active].map(([key, alert]) => [key, shifted(alert, milliseconds)]));
        if (state.unknownSince !== undefined) state.unknownSince += milliseconds;
      }
      flaps.shift(milliseconds);
    },
  };
}

function shifted(alert: ActiveAlert, by: number): ActiveAlert {
  const { activeAt, firedAt, keptSince, seenAt } = alert;
  return {
    ...alert,
    activeAt: activeAt + by,
    firedAt: firedAt === undefined ? undefined : firedAt + by,
    keptSince: keptSince === undefined ? undefined : keptSince + by,
    seenAt: seenAt + by,
  };
}
