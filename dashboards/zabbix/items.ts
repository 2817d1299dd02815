import { thresholdOf } from '../model/thresholds.ts';
import type { Item, Macro } from './model.ts';

export const macros: readonly Macro[] = [
  {
    macro: '{$NETSTEWARD.URL}',
    value: 'http://{HOST.CONN}:9479/metrics',
    about: 'The metrics page of the agent on this host.',
  },
  {
    macro: '{$NETSTEWARD.RUNBOOKS}',
    value: 'http://runbooks.example/netsteward',
    about: 'The address of the folder docs/runbooks, or of a copy of it.',
  },
  limit('CONNTRACK.WARN', 'ConntrackFilling', 'Share of the limit from which connection tracking is filling.'),
  limit('CONNTRACK.CRIT', 'ConntrackNearlyFull', 'Share of the limit from which connection tracking is nearly full.'),
  limit('OVS.CONNTRACK.WARN', 'OvsConntrackFilling', 'The same for connection tracking of Open vSwitch in userspace.'),
  limit('OVS.CONNTRACK.CRIT', 'OvsConntrackNearlyFull', 'The same for connection tracking of Open vSwitch.'),
  limit('PMD.BUSY', 'PmdOverloaded', 'Share of its time from which a PMD is overloaded.'),
  limit('READING.AGE', 'CollectorStale', 'Seconds after which the last reading of a collector is too old.'),
];

function limit(name: string, alert: string, about: string): Macro {
  return { macro: `{$NETSTEWARD.${name}}`, value: String(thresholdOf(alert).value), about };
}

const firing = (severity: string, name: string): Item => ({
  key: `alerts.${severity}`,
  name: `Alerts that fire: ${name}`,
  about: `How many alerts of the severity ${severity} fire on the host, by its own rules.`,
  of: `netsteward_alerts{alertstate="firing",severity="${severity}"}`,
  take: { over: 'count' },
  otherwise: '0',
});

export const items: readonly Item[] = [
  firing('critical', 'critical'),
  firing('warning', 'warnings'),
  firing('info', 'good to know'),
  {
    key: 'rules.unknown',
    name: 'Rules that see nothing',
    about: 'Rules whose collector failed: their alerts neither fire nor end.',
    of: 'netsteward_alert_rules{state="unknown"}',
    take: 'value',
    lost: {
      says: 'the agent can not be reached',
      about:
        'Nothing is known of this host. See the service, the address in {$NETSTEWARD.URL} and the network between.',
    },
  },
  {
    key: 'collectors.partial',
    name: 'Collectors that see a part',
    about: 'Collectors that could not read some of their objects.',
    of: 'netsteward_collector_outcome{outcome="partial"}',
    take: { over: 'sum' },
    triggers: [
      {
        alert: 'CollectorPartial',
        when: 'min(ITEM,15m)>0',
        says: 'collectors do not see all that there is: {ITEM.LASTVALUE1}',
      },
    ],
  },
  {
    key: 'collectors.age',
    name: 'Oldest reading',
    about: 'Age of the oldest reading among those of all collectors.',
    of: 'netsteward_collector_snapshot_age_seconds',
    take: { over: 'max' },
    units: 's',
    triggers: [
      {
        alert: 'CollectorStale',
        when: 'min(ITEM,1m)>{$NETSTEWARD.READING.AGE}',
        says: 'a collector last polled {ITEM.LASTVALUE1} ago',
      },
    ],
  },
  {
    key: 'reads.hung',
    name: 'Reads that hang',
    about: 'Reads of the kernel that have not come back.',
    of: 'netsteward_hung_reads',
    take: 'value',
    triggers: [{ alert: 'HostReadsHang', when: 'min(ITEM,5m)>0', says: 'reads of the kernel hang: {ITEM.LASTVALUE1}' }],
  },
  {
    key: 'actions.pending',
    name: 'Actions that wait for a person',
    about: 'Actions that are planned and wait for somebody to approve or reject them.',
    of: 'netsteward_actions_pending',
    take: { over: 'sum' },
    otherwise: '0',
  },
  {
    key: 'actions.stopped',
    name: 'What stops all actions',
    about: 'How many things stop all actions: a kill switch, a storm, the journal, a dry run.',
    of: 'netsteward_actions_stopped',
    take: { over: 'sum' },
  },
  {
    key: 'conntrack.fullest',
    name: 'Connection tracking: fullest namespace',
    about: 'Share of the limit that the namespace with the most connections uses.',
    of: 'netsteward_conntrack_fullest_namespace_ratio',
    take: 'value',
    triggers: [
      {
        alert: 'ConntrackFilling',
        when: 'min(ITEM,2m)>{$NETSTEWARD.CONNTRACK.WARN}',
        says: 'connection tracking fills: {ITEM.LASTVALUE1}',
      },
      {
        alert: 'ConntrackNearlyFull',
        when: 'min(ITEM,1m)>{$NETSTEWARD.CONNTRACK.CRIT}',
        says: 'connection tracking is nearly full: {ITEM.LASTVALUE1}',
      },
    ],
  },
  {
    key: 'conntrack.dropped',
    name: 'Connection tracking: packets dropped',
    about: 'Packets dropped by connection tracking in all namespaces, a second.',
    of: 'netsteward_conntrack_drop_total',
    take: { over: 'sum' },
    isRate: true,
    units: 'pps',
  },
  {
    key: 'ovs.conntrack.fill',
    name: 'Open vSwitch: connection tracking',
    about: 'Share of the limit of connection tracking in userspace that is in use.',
    of: 'netsteward_ovs_conntrack_fill_ratio',
    take: { over: 'max' },
    triggers: [
      {
        alert: 'OvsConntrackFilling',
        when: 'min(ITEM,2m)>{$NETSTEWARD.OVS.CONNTRACK.WARN}',
        says: 'connection tracking of Open vSwitch fills: {ITEM.LASTVALUE1}',
      },
      {
        alert: 'OvsConntrackNearlyFull',
        when: 'min(ITEM,1m)>{$NETSTEWARD.OVS.CONNTRACK.CRIT}',
        says: 'connection tracking of Open vSwitch is nearly full: {ITEM.LASTVALUE1}',
      },
    ],
  },
  {
    key: 'ovs.lost',
    name: 'Open vSwitch: packets of new flows lost',
    about: 'Packets of unknown flows that could not be handed up, a second.',
    of: 'netsteward_ovs_datapath_lost_total',
    take: { over: 'sum' },
    isRate: true,
    units: 'pps',
    triggers: [{ alert: 'OvsLostUpcalls', when: 'max(ITEM,5m)>0', says: 'Open vSwitch loses packets of new flows' }],
  },
  {
    key: 'guests.crossing',
    name: 'Guests: NUMA nodes of the most spread one',
    about: 'NUMA nodes that the CPUs, memory and devices of a guest are on: more than 1 is across nodes.',
    of: 'netsteward_placement_guest_nodes',
    take: { over: 'max' },
  },
  {
    key: 'memory.available',
    name: 'Memory available',
    about: 'Memory that programs can have without swapping.',
    of: 'netsteward_host_memory_available_bytes',
    take: 'value',
    units: 'B',
  },
  {
    key: 'version',
    name: 'Version of the agent',
    about: 'The version of the agent.',
    of: 'netsteward_build_info',
    take: { label: 'version' },
  },
  {
    key: 'agent.memory',
    name: 'Memory of the agent',
    about: 'Resident memory of the agent.',
    of: 'process_resident_memory_bytes',
    take: 'value',
    units: 'B',
  },
  {
    key: 'agent.cpu',
    name: 'CPU of the agent',
    about: 'Share of a CPU that the agent uses.',
    of: 'process_cpu_seconds_total',
    take: 'value',
    isRate: true,
  },
];
