import type { z } from 'zod';
import type { KindDefinition, Occurrence, OccurrenceDefinition } from '../core/definition.ts';
import type { Family, MetricDefinition } from '../core/metric.ts';
import type { Outcome, Problem, Snapshot } from '../core/snapshot.ts';
import type { State, States } from '../core/state.ts';
import type { ConfigProblem } from '../core/yaml/config-error.ts';
import type { Host, LinkNotice } from '../host/host.ts';

/** A part of what the agent watches. Says all about itself as data, so that docs, catalogue and configuration follow from it. */
export type Collector<Settings = unknown> = {
  /** As in `netsteward_<name>_…`, the configuration and `netsteward_collector_outcome{collector}`. */
  readonly name: string;
  /** One sentence for the README's table. */
  readonly help: string;
  /** Files, sockets and commands it reads, for the docs. */
  readonly sources: readonly string[];
  readonly settings: z.ZodType<Settings>;
  readonly metrics: readonly MetricDefinition[];
  readonly kinds: readonly KindDefinition[];
  /** Whether its states are compared with those before the last boot; without it a boot is a new beginning. */
  readonly outlivesBoot?: true;
  readonly occurrences: readonly OccurrenceDefinition[];
  /**
   * Names of collectors whose results it compares. It is given what they last found, and is read again soon after that
   * has changed. None of them compares others in turn.
   */
  readonly compares?: readonly string[];
  readonly start: (host: Host, settings: Settings) => Reader;
  /** What is wrong with files that the settings name, for `check-config`. While the agent runs, such files are no reason not to. */
  readonly inspect?: (host: Host, settings: Settings, signal: AbortSignal) => Promise<readonly ConfigProblem[]>;
};

/** A collector at work on one host, with whatever it has to remember between readings. */
export type Reader = {
  /**
   * Reads the host once. Rejects when nothing can be said (the outcome is then `failed`).
   * Never called again before the last call has settled or its signal was aborted.
   */
  readonly collect: (request: CollectRequest) => Promise<Collected>;
  /** Listens to the kernel or a daemon until `signal` is aborted. `changed` asks for a reading soon. */
  readonly watch?: (listener: WatchListener, signal: AbortSignal) => void;
};

export type CollectRequest = {
  /** Aborted at the collector's deadline. Every read is given it. */
  readonly signal: AbortSignal;
  /**
   * What notifications have named since the last reading that was given any; `undefined` at the collector's interval.
   * A poll does not use up notifications: each one is handed over in a reading of its own.
   */
  readonly changed: readonly LinkNotice[] | undefined;
  /**
   * The last finished reading of each collector that it compares, by name. One that is switched off or has not finished
   * any is not there; without `compares` there are none.
   */
  readonly others?: ReadonlyMap<string, Finding>;
};

/** What a collector found, as another one sees it. */
export type Finding = Pick<Snapshot, 'outcome' | 'states'>;

export type WatchListener = {
  readonly changed: (notice: LinkNotice) => void;
  readonly occurred: (occurrence: Occurrence) => void;
};

export type Collected = {
  readonly outcome: Exclude<Outcome, 'failed'>;
  readonly problems: readonly Problem[];
  /** Complete, also after a reading of a few objects. What could not be read is carried over from the last time. */
  readonly states: States;
  /** What was true between the last reading and this one, oldest first, each as complete as the states. */
  readonly between?: readonly States[] | undefined;
  readonly occurrences?: readonly Occurrence[];
  /**
   * Whether an object that is not among the states may be there all the same, because what it belongs to could not be read
   * since the reader began. An earlier run of the agent may have known it; it is then not told as vanished.
   */
  readonly mayRemain?: ((state: State) => boolean) | undefined;
  readonly families: () => readonly Family[];
};

/** A collector whose settings' type is known to itself alone: it checks what it is given. This is what the registry holds. */
export type RegisteredCollector = Omit<Collector, 'start' | 'inspect' | 'settings'> & {
  readonly settings: z.ZodType;
  /** Throws a ZodError when `settings` does not fit the collector's schema. */
  readonly open: (host: Host, settings: unknown) => Reader;
  readonly inspect: (host: Host, settings: unknown, signal: AbortSignal) => Promise<readonly ConfigProblem[]>;
};

export function defineCollector<Settings>(collector: Collector<Settings>): RegisteredCollector {
  const { start, inspect, ...about } = collector;
  const { settings: schema } = collector;
  return {
    ...about,
    open: (host, settings) => start(host, schema.parse(settings)),
    inspect: async (host, settings, signal) => (await inspect?.(host, schema.parse(settings), signal)) ?? [],
  };
}
