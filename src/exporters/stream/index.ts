import { defineExporter } from '../exporter.ts';
import { eventPage } from './event-page.ts';
import { createEventStream } from './event-stream.ts';
import { streamMetrics } from './metrics.ts';
import { streamSettings } from './settings.ts';

/** Events over HTTP: a stream of server-sent events that loses nothing over a reconnection, and a list. */
export const exporter = defineExporter({
  name: 'stream',
  help: 'Events over HTTP, as a stream of server-sent events and as a list.',
  settings: streamSettings,
  metrics: Object.values(streamMetrics),
  start(view, settings) {
    if (!settings.enabled) return undefined;
    const stream = createEventStream(view, settings);
    return {
      routes: [
        {
          method: 'GET',
          path: '/events',
          help: 'Events as they happen (server-sent events). ?after=SEQUENCE replays, ?type=PREFIX filters.',
          handle: stream.handle,
        },
        {
          method: 'GET',
          path: '/events.json',
          help: 'The newest events as a JSON list. ?since=1h or a time, ?after=SEQUENCE, ?limit=COUNT.',
          handle: eventPage(view.store),
        },
      ],
      families: stream.families,
      stop: async () => stream.stop(),
    };
  },
});
