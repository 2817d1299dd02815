import type { Config } from '../config/config.ts';
import type { Family } from '../core/metric.ts';
import type { AgentView, RegisteredExporter, Route, RunningExporter } from '../exporters/exporter.ts';

/** The ways out that the configuration opens, as one. */
export type OpenExporters = {
  readonly routes: readonly Route[];
  readonly receivers: readonly string[];
  readonly families: () => readonly Family[];
  /** Stops all of them at once; resolves when they have let go, or at the latest when the signal is aborted. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
};

/** Throws when one of them can't be opened; those that were are then stopped. */
export function openExporters(
  all: readonly RegisteredExporter[],
  config: Pick<Config, 'exporters'>,
  view: AgentView,
): OpenExporters {
  const open: RunningExporter[] = [];
  const stop = async (signal: AbortSignal) => {
    const ended = await Promise.allSettled(open.map((exporter) => exporter.stop(signal)));
    for (const result of ended) {
      if (result.status === 'rejected') view.log.error({ err: result.reason }, 'an exporter did not stop in order');
    }
  };
  try {
    for (const exporter of all) {
      const running = exporter.open(view, config.exporters.get(exporter.name) ?? {});
      if (running !== undefined) open.push(running);
    }
  } catch (error) {
    void stop(AbortSignal.abort());
    throw error;
  }
  return {
    routes: open.flatMap(({ routes }) => routes ?? []),
    receivers: open.flatMap(({ receiver }) => receiver ?? []),
    families: () => open.flatMap(({ families }) => families?.() ?? []),
    stop,
  };
}
