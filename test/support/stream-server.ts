import { onTestFinished } from 'vitest';
import type { EventDraft } from '../../src/core/event.ts';
import type { AgentView } from '../../src/exporters/exporter.ts';
import { exporter } from '../../src/exporters/stream/index.ts';
import { agentView } from './agent-view.ts';
import { figure } from './figure.ts';
import { webServer } from './web-server.ts';

/** The sequences from `first` to `last`. */
export function upTo(last: number, first = 1): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** An agent with a stream, and the call that makes events happen in it. */
export async function serveStream(settings: Readonly<Record<string, unknown>> = {}, about: Partial<AgentView> = {}) {
  const view = agentView(about);
  const running = exporter.open(view, settings);
  const { url } = await webServer({ routes: running?.routes ?? [] });
  const happen = (events: readonly EventDraft[]) => view.bus.emit('events', view.store.record({ events }));
  const own = (name: string, ...labels: string[]) => figure(running?.families?.() ?? [], name, ...labels);
  const stop = async () => running?.stop(AbortSignal.abort());
  onTestFinished(stop);
  return { view, url, stream: `${url}/events`, happen, own, stop };
}
