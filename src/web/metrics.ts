import { defineMetrics } from '../core/metric.ts';

export const webMetrics = defineMetrics({
  connections: {
    name: 'netsteward_web_connections',
    type: 'gauge',
    help: 'Open connections to the HTTP server.',
    labels: [],
    source: 'agent',
  },
  refused: {
    name: 'netsteward_web_connections_refused_total',
    type: 'counter',
    help: 'Connections to the HTTP server that were closed before any request, by cause: limit (too many of them) or tls (handshake or client certificate).',
    labels: ['cause'],
    source: 'agent',
  },
  requests: {
    name: 'netsteward_web_requests_total',
    type: 'counter',
    help: 'Answered requests to the HTTP server, by status code.',
    labels: ['code'],
    source: 'agent',
  },
  configValid: {
    name: 'netsteward_web_config_valid',
    type: 'gauge',
    help: 'Whether the web configuration file and the files it names are in use as they are now (1) or an earlier state of them is, because the new one is bad (0).',
    labels: [],
    source: 'the web configuration file',
  },
});
