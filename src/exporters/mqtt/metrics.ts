import { defineMetrics, type Family, pointSet } from '../../core/metric.ts';
import type { Store } from '../../store/store.ts';

export const mqttMetrics = defineMetrics({
  connected: {
    name: 'netsteward_mqtt_connected',
    type: 'gauge',
    help: 'Whether the broker has accepted a connection that still stands: 1 or 0.',
    labels: [],
    source: 'MQTT exporter',
  },
  reconnects: {
    name: 'netsteward_mqtt_reconnects_total',
    type: 'counter',
    help: 'Connections that the broker accepted after the first one.',
    labels: [],
    source: 'MQTT exporter',
  },
  published: {
    name: 'netsteward_mqtt_events_published_total',
    type: 'counter',
    help: 'Events that the broker has confirmed. One that had to be sent again after a lost connection may count twice.',
    labels: [],
    source: 'MQTT exporter',
  },
  pending: {
    name: 'netsteward_mqtt_events_pending',
    type: 'gauge',
    help: 'Events in the store that the broker has not confirmed yet.',
    labels: [],
    source: 'MQTT exporter',
  },
  refused: {
    name: 'netsteward_mqtt_events_refused_total',
    type: 'counter',
    help: 'Events that were given up because the broker would not take them.',
    labels: [],
    source: 'MQTT exporter',
  },
  statesPublished: {
    name: 'netsteward_mqtt_states_published_total',
    type: 'counter',
    help: 'Retained states set or cleared that the broker has confirmed.',
    labels: [],
    source: 'MQTT exporter',
  },
  stopTopics: {
    name: 'netsteward_mqtt_stop_topics_subscribed',
    type: 'gauge',
    help: 'Topics at which a message stops all actions and which the broker has granted on this connection: 2, unless it refuses them. Left out when they are switched off (mqtt.stop).',
    labels: [],
    source: 'MQTT exporter',
  },
  failures: {
    name: 'netsteward_mqtt_publish_failures_total',
    type: 'counter',
    help: 'Messages that the broker refused, each time that it did.',
    labels: [],
    source: 'MQTT exporter',
  },
});

/** What the exporter counts while it runs. */
export type MqttCounts = {
  connected: boolean;
  connections: number;
  published: number;
  refused: number;
  statesPublished: number;
  failures: number;
  /** Nothing where they are switched off. */
  stopTopics: number | undefined;
};

export function newCounts(): MqttCounts {
  return {
    connected: false,
    connections: 0,
    published: 0,
    refused: 0,
    statesPublished: 0,
    failures: 0,
    stopTopics: undefined,
  };
}

export function mqttFamilies(counts: MqttCounts, store: Store, receiver: string): readonly Family[] {
  const points = pointSet();
  points.add(mqttMetrics.connected, [], counts.connected ? 1 : 0);
  points.add(mqttMetrics.reconnects, [], Math.max(0, counts.connections - 1));
  points.add(mqttMetrics.published, [], counts.published);
  points.add(mqttMetrics.pending, [], pendingIn(store, receiver));
  points.add(mqttMetrics.refused, [], counts.refused);
  points.add(mqttMetrics.statesPublished, [], counts.statesPublished);
  points.add(mqttMetrics.stopTopics, [], counts.stopTopics);
  points.add(mqttMetrics.failures, [], counts.failures);
  return points.families();
}

/** `undefined` when the store can't be read now: unknown is not zero. */
function pendingIn(store: Store, receiver: string): number | undefined {
  try {
    return store.pending(receiver);
  } catch {
    return undefined;
  }
}
