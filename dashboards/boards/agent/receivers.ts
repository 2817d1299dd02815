import type { Row } from '../../model/board.ts';

export const receiversRow: Row = {
  title: 'MQTT and the event stream',
  folded: true,
  panels: [
    {
      kind: 'states',
      title: 'Broker',
      about: 'Whether the MQTT broker has accepted a connection that still stands.',
      queries: [{ expr: 'netsteward_mqtt_connected', legend: 'MQTT' }],
      words: [
        ['away', 'critical'],
        ['connected', 'good'],
      ],
      width: 8,
      alerts: ['MqttDisconnected'],
      quiet: { why: 'no broker is set up.', shownBy: ['netsteward_mqtt_connected 1x20'] },
    },
    {
      kind: 'graph',
      title: 'Published',
      about: 'Events and retained states that the broker has confirmed, and messages that it refused.',
      queries: [
        { expr: 'rate(netsteward_mqtt_events_published_total[$__rate_interval])', legend: 'events' },
        { expr: 'rate(netsteward_mqtt_states_published_total[$__rate_interval])', legend: 'states' },
        { expr: 'rate(netsteward_mqtt_publish_failures_total[$__rate_interval])', legend: 'refused' },
        { expr: 'rate(netsteward_mqtt_reconnects_total[$__rate_interval])', legend: 'connected again' },
      ],
      unit: 'ops',
      quiet: { why: 'no broker is set up.', shownBy: ['netsteward_mqtt_events_published_total 0+1x20'] },
    },
    {
      kind: 'graph',
      title: 'Events given up in 15 minutes',
      about: 'The broker would not take them.',
      queries: [{ expr: 'increase(netsteward_mqtt_events_refused_total[15m])', legend: 'events' }],
      thresholds: ['EventsRefused'],
      quiet: { why: 'no broker is set up.', shownBy: ['netsteward_mqtt_events_refused_total 0+1x20'] },
    },
    {
      kind: 'graph',
      title: 'Readers of the event stream',
      about: 'Readers now, and those that were refused or cut off.',
      queries: [
        { expr: 'netsteward_stream_readers', legend: 'readers' },
        { expr: 'increase(netsteward_stream_readers_refused_total[15m])', legend: 'refused' },
        { expr: 'increase(netsteward_stream_readers_cut_total[15m])', legend: 'cut: {{cause}}' },
      ],
    },
    {
      kind: 'graph',
      title: 'Events to readers',
      about: 'Events given to readers of the stream, counted for each.',
      queries: [{ expr: 'rate(netsteward_stream_events_sent_total[$__rate_interval])', legend: 'events' }],
      unit: 'ops',
    },
  ],
};
