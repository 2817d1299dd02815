import { defineExporter } from '../exporter.ts';
import { parseBrokerUrl } from './broker-url.ts';
import { mqttMetrics } from './metrics.ts';
import { startPublisher } from './publisher.ts';
import { mqttSettings } from './settings.ts';
import { usualTiming } from './timing.ts';

/**
 * Events and states at an MQTT broker:
 *
 * - `<prefix>/<host>/availability`: `online` or `offline`, retained; the broker says `offline` when the agent is cut off
 * - `<prefix>/<host>/state/<collector>/<kind>/<subject>`: what is true of an object, as JSON, retained; emptied when it is gone
 * - `<prefix>/<host>/event/<type>`: each event as a CloudEvent in JSON, not retained
 *
 * A message at `<prefix>/stop` or `<prefix>/<host>/stop` stops all actions.
 *
 * Everything is published at QoS 1. Events come from the store, behind a cursor that moves when the broker has confirmed
 * them: they arrive at least once, in log order, and `source` with `id` tells what came twice.
 */
export const exporter = defineExporter({
  name: 'mqtt',
  help: 'Events, states and availability at an MQTT broker (3.1.1 or 5).',
  settings: mqttSettings,
  metrics: Object.values(mqttMetrics),
  start(view, settings) {
    const address = settings.url === undefined ? undefined : parseBrokerUrl(settings.url);
    return address === undefined ? undefined : startPublisher(view, settings, address, usualTiming);
  },
});
