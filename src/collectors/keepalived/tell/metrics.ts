import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';
import type { Count } from '../instance.ts';

const INSTANCE = ['daemon', 'vrrp_instance'];
const JSON_DUMP = 'keepalived.json (SIGJSON), or keepalived.data (SIGUSR1)';

export const keepalivedMetrics = defineMetrics({
  up: {
    name: 'netsteward_keepalived_up',
    type: 'gauge',
    help: 'Whether a keepalived runs and writes what it is asked for.',
    labels: ['daemon'],
    source: 'its process id file, /proc/<pid>/stat',
  },
  info: {
    name: 'netsteward_keepalived_instance_info',
    type: 'gauge',
    help: 'Always 1; a VRRP instance with its interface, virtual router id and virtual addresses.',
    labels: [...INSTANCE, 'interface', 'router_id', 'addresses'],
    source: JSON_DUMP,
  },
  state: {
    name: 'netsteward_keepalived_instance_state',
    type: 'gauge',
    help: 'Always 1; the state is MASTER, BACKUP, FAULT or INIT. Figures of instances are as old as what keepalived wrote last: at most the setting `refresh`.',
    labels: [...INSTANCE, 'state'],
    source: JSON_DUMP,
  },
  basePriority: {
    name: 'netsteward_keepalived_instance_base_priority',
    type: 'gauge',
    help: 'Priority as configured.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  effectivePriority: {
    name: 'netsteward_keepalived_instance_effective_priority',
    type: 'gauge',
    help: 'Priority with what tracked scripts and interfaces add and take away.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  advertInterval: {
    name: 'netsteward_keepalived_instance_advert_interval_seconds',
    type: 'gauge',
    help: 'Time between two adverts of a master.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  lastTransition: {
    name: 'netsteward_keepalived_instance_last_transition_time_seconds',
    type: 'gauge',
    help: 'When the state last changed, in seconds since 1970.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  addressesPresent: {
    name: 'netsteward_keepalived_instance_addresses_present',
    type: 'gauge',
    help: 'Whether the virtual addresses are on their devices: 1 all, 0.5 some, 0 none.',
    labels: INSTANCE,
    source: 'ip -j address show',
  },
  rival: {
    name: 'netsteward_keepalived_instance_rival',
    type: 'gauge',
    help: 'Whether adverts of another master come while it is master. Not known until two looks in the same state tell.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  masterHeard: {
    name: 'netsteward_keepalived_instance_master_heard',
    type: 'gauge',
    help: 'Whether adverts of a master come while it is backup. Not known until two looks in the same state tell.',
    labels: INSTANCE,
    source: JSON_DUMP,
  },
  script: {
    name: 'netsteward_keepalived_script_good',
    type: 'gauge',
    help: 'Whether a tracked script succeeded when it was last run.',
    labels: ['daemon', 'script'],
    source: 'keepalived.data (SIGUSR1)',
  },
  packetErrors: errors('packet', 'Adverts that were refused for what is in them.'),
  authenticationErrors: errors('authentication', 'Adverts that were refused for their authentication.'),
});

/** Counts with a metric, or with one together and a label. */
export const countMetrics: ReadonlyMap<Count, { readonly definition: MetricDefinition; readonly error?: string }> =
  new Map<Count, { readonly definition: MetricDefinition; readonly error?: string }>([
    counter('advert_rcvd', 'adverts_received', 'Adverts of other routers received.'),
    counter('advert_sent', 'adverts_sent', 'Adverts sent.'),
    counter('become_master', 'became_master', 'Times that it became master.'),
    counter('release_master', 'released_master', 'Times that it ceased to be master.'),
    counter('pri_zero_rcvd', 'priority_zero_received', 'Adverts of a master that goes (priority 0) received.'),
    counter('pri_zero_sent', 'priority_zero_sent', 'Adverts sent to say that it goes (priority 0).'),
    ...(
      [
        ['packet_len_err', 'length'],
        ['advert_interval_err', 'interval'],
        ['ip_ttl_err', 'ttl'],
        ['invalid_type_rcvd', 'type'],
        ['addr_list_err', 'addresses'],
      ] as const
    ).map(([name, error]) => [name, { definition: keepalivedMetrics.packetErrors, error }] as const),
    ...(
      [
        ['invalid_authtype', 'type'],
        ['authtype_mismatch', 'mismatch'],
        ['auth_failure', 'failure'],
      ] as const
    ).map(([name, error]) => [name, { definition: keepalivedMetrics.authenticationErrors, error }] as const),
  ]);

function errors(word: string, help: string) {
  return {
    name: `netsteward_keepalived_instance_${word}_errors_total`,
    type: 'counter',
    help,
    labels: [...INSTANCE, 'error'],
    source: 'keepalived.json (SIGJSON), or keepalived.stats (SIGUSR2)',
  } as const;
}

function counter(count: Count, name: string, help: string) {
  const definition: MetricDefinition = {
    name: `netsteward_keepalived_instance_${name}_total`,
    type: 'counter',
    help,
    labels: INSTANCE,
    source: `keepalived.json ${count} (SIGJSON), or keepalived.stats (SIGUSR2)`,
  };
  return [count, { definition }] as const;
}
