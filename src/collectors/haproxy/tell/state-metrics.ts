import { defineMetrics } from '../../../core/metric.ts';

const SERVER = ['process', 'backend', 'server'];

/** What frontends, backends and servers are; one sample for each, with the state as a label. */
export const stateMetrics = defineMetrics({
  frontendState: {
    name: 'netsteward_haproxy_frontend_state',
    type: 'gauge',
    help: 'Always 1; the state of a frontend: OPEN, FULL (it has as many sessions as it may have), STOP.',
    labels: ['process', 'frontend', 'state'],
    source: 'show stat status',
  },
  listenerState: {
    name: 'netsteward_haproxy_listener_state',
    type: 'gauge',
    help: 'Always 1; the state of a listening address: OPEN, FULL, WAITING (the process has as many connections as it may have).',
    labels: ['process', 'frontend', 'listener', 'state'],
    source: 'show stat status',
  },
  backendUp: {
    name: 'netsteward_haproxy_backend_up',
    type: 'gauge',
    help: 'Whether a backend has a server that it can use (or needs none).',
    labels: ['process', 'backend'],
    source: 'show stat status',
  },
  backendServers: {
    name: 'netsteward_haproxy_backend_servers',
    type: 'gauge',
    help: 'How many servers of a backend are in a state.',
    labels: ['process', 'backend', 'state'],
    source: 'show stat status',
  },
  backendChecks: {
    name: 'netsteward_haproxy_backend_checks',
    type: 'gauge',
    help: 'How many servers of a backend had a result of their last check.',
    labels: ['process', 'backend', 'status'],
    source: 'show stat check_status',
  },
  serverUp: {
    name: 'netsteward_haproxy_server_up',
    type: 'gauge',
    help: 'Whether a server gets new sessions: 1 when its state is UP or NO_CHECK.',
    labels: SERVER,
    source: 'show stat status',
  },
  serverState: {
    name: 'netsteward_haproxy_server_state',
    type: 'gauge',
    help: 'Always 1; the state of a server: UP, DOWN, MAINT (taken out for maintenance), DRAIN (gets no new clients), NOLB (up, but asked for no new sessions), NO_CHECK (not checked and taken for up).',
    labels: [...SERVER, 'state'],
    source: 'show stat status',
  },
  serverCheck: {
    name: 'netsteward_haproxy_server_check_status',
    type: 'gauge',
    help: 'Always 1; what came of the last check of a server: L4OK, L4CON (refused), L4TOUT, L6OK, L6TOUT, L7OK, L7STS (wrong status), L7RSP, L7TOUT and others of HAProxy.',
    labels: [...SERVER, 'status'],
    source: 'show stat check_status',
  },
  serverAgent: {
    name: 'netsteward_haproxy_server_agent_status',
    type: 'gauge',
    help: "Always 1; what came of the last check by a server's agent.",
    labels: [...SERVER, 'status'],
    source: 'show stat agent_status',
  },
});
