import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Bus } from '../core/bus.ts';
import type { CloudEvent } from '../core/event.ts';
import type { Family, MetricDefinition } from '../core/metric.ts';
import type { OutgoingAlert } from '../core/outgoing-alert.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Store } from '../store/store.ts';

/** What the agent tells its exporters while it runs. */
export type AgentBusEvents = {
  /** A collector has finished a reading, failed ones included. */
  readonly snapshot: Snapshot;
  /** Events in log order, already in the store. */
  readonly events: readonly CloudEvent[];
  /** Alerts began or ceased to fire, or to be silenced: all that fire now. */
  readonly firing: readonly OutgoingAlert[];
  /** Somebody stops all actions from outside. There is no such call to go on: that is for people on the host. */
  readonly stop: StopCall;
};

/** `words` say where it came from and what was said there, in one line that can be shown. */
export type StopCall = { readonly cause: 'mqtt' | 'signal'; readonly words: string };

/** All that an exporter sees of the agent: results, never the machinery that makes them. */
export type AgentView = {
  /** The host's name in events and topics. */
  readonly hostName: string;
  readonly version: string;
  readonly store: Store;
  readonly bus: Bus<AgentBusEvents>;
  /** The last finished snapshot of every collector that has one, in the registry's order. */
  readonly snapshots: () => readonly Snapshot[];
  /** Names of the collectors that are on, whether or not they have finished a reading. */
  readonly collectorNames: readonly string[];
  /** Everything to publish as metrics: snapshots, the agent itself and its exporters. */
  readonly families: () => readonly Family[];
  /** The alerts that fire on this host, each set of labels once; nothing as long as no rule could be evaluated. */
  readonly firing: () => readonly OutgoingAlert[] | undefined;
  /** The recent past of a metric by its name: of those that rules look at, as far back as they look. */
  readonly past: (metric: string) => readonly PastSeries[];
  /** A receiver of alerts keeps some of them silent: by the keys of alerts, the names of its silences. Replaces what it said before. */
  readonly silenced: (by: ReadonlyMap<string, readonly string[]>) => void;
  readonly log: Logger;
};

/** One series of a metric over its recent past. */
export type PastSeries = {
  readonly labels: ReadonlyMap<string, string>;
  /** Oldest first, at most as many as are worth drawing. Times in milliseconds since 1970; null where there was no value. */
  readonly points: readonly (readonly [time: number, value: number | null])[];
};

/** A way out of the agent. Says all about itself as data, like a collector. */
export type Exporter<Settings = unknown> = {
  /** Its key in the configuration. */
  readonly name: string;
  readonly help: string;
  readonly settings: z.ZodType<Settings>;
  readonly metrics: readonly MetricDefinition[];
  /** Returns nothing when the settings leave this exporter off. Must not throw for what may heal later (a broker away). */
  readonly start: (view: AgentView, settings: Settings) => RunningExporter | undefined;
};

export type RunningExporter = {
  /** The name under which it keeps a cursor in the store: events that are dropped before it confirmed them are told as lost. */
  readonly receiver?: string;
  /** Pages it adds to the agent's HTTP server. */
  readonly routes?: readonly Route[];
  /** Its own metrics. */
  readonly families?: () => readonly Family[];
  /** Flushes what can be flushed and lets go of everything; done at the latest when the signal is aborted. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
};

/** A page of the agent's HTTP server. `help` is its line on the landing page. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly help: string;
  /** A page with a guard answers only clients that are known, even where the other pages answer everybody. */
  readonly guard?: Guard;
  /** What a browser may load and run for this page (Content-Security-Policy); nothing at all where it is left out. */
  readonly contentPolicy?: string;
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    client: Client,
  ) => void | Promise<void>;
};

/** Who asks. Known by a certificate or password of the web configuration, or by the token of a guarded page. */
export type Client = { readonly isKnown: boolean };

/**
 * By what a client may be known: a bearer token, or else a client certificate that the server has verified or a password,
 * both as the web configuration says.
 */
export type Guard = {
  /** The token as it is now; nothing where there is none. */
  readonly token: () => Promise<string | undefined>;
};

/** An exporter whose settings' type is known to itself alone; this is what the registry holds. */
export type RegisteredExporter = Omit<Exporter, 'start' | 'settings'> & {
  readonly settings: z.ZodType;
  /** Throws a ZodError when `settings` does not fit the exporter's schema. */
  readonly open: (view: AgentView, settings: unknown) => RunningExporter | undefined;
};

export function defineExporter<Settings>(exporter: Exporter<Settings>): RegisteredExporter {
  const { start, ...about } = exporter;
  return { ...about, open: (view, settings) => start(view, exporter.settings.parse(settings)) };
}
