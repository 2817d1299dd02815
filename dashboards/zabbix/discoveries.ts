import type { Discovery } from './model.ts';

export const discoveries: readonly Discovery[] = [
  {
    key: 'collectors',
    name: 'Collectors',
    about: 'Every collector of the agent.',
    of: 'netsteward_collector_duration_seconds',
    macros: { '{#COLLECTOR}': 'collector' },
    items: [
      {
        key: 'collector.failed[{#COLLECTOR}]',
        name: 'Collector {#COLLECTOR}: failed',
        about: 'Nothing is known of what a collector watches when it has failed.',
        of: 'netsteward_collector_outcome{collector="{#COLLECTOR}",outcome="failed"}',
        take: 'value',
        valuemap: 'yes',
        triggers: [
          { alert: 'CollectorFailed', when: 'min(ITEM,1m)=1', says: 'collector {#COLLECTOR} can not read this host' },
        ],
      },
    ],
  },
  {
    key: 'bonds',
    name: 'Kernel bonds',
    about: 'Every bond of the kernel, in every network namespace.',
    of: 'netsteward_bond_up',
    macros: { '{#NETNS}': 'netns', '{#BOND}': 'bond' },
    items: [
      {
        key: 'bond.up[{#NETNS},{#BOND}]',
        name: 'Bond {#BOND} {#NETNS}: up',
        about: 'Whether a link of the bond can carry traffic.',
        of: 'netsteward_bond_up{netns="{#NETNS}",bond="{#BOND}"}',
        take: 'value',
        valuemap: 'up',
        triggers: [{ alert: 'BondDown', when: 'max(ITEM,1m)=0', says: 'bond {#BOND} {#NETNS} is down' }],
      },
      {
        key: 'bond.lacking[{#NETNS},{#BOND}]',
        name: 'Bond {#BOND} {#NETNS}: links down',
        about: 'Slaves of the bond without a link.',
        of: 'netsteward_bond_slaves_lacking{netns="{#NETNS}",bond="{#BOND}"}',
        take: 'value',
        triggers: [
          {
            alert: 'BondSlaveDown',
            when: 'min(ITEM,2m)>0',
            says: 'bond {#BOND} {#NETNS} lacks links: {ITEM.LASTVALUE1}',
          },
        ],
      },
      {
        key: 'bond.failovers[{#NETNS},{#BOND}]',
        name: 'Bond {#BOND} {#NETNS}: failovers',
        about: 'Changes of the active slave since the agent started.',
        of: 'netsteward_bond_failovers_total{netns="{#NETNS}",bond="{#BOND}"}',
        take: 'value',
      },
    ],
  },
  {
    key: 'ovs.bonds',
    name: 'Bonds of Open vSwitch',
    about: 'Every bond of Open vSwitch.',
    of: 'netsteward_ovs_bond_members',
    macros: { '{#DAEMON}': 'daemon', '{#BOND}': 'bond' },
    items: [
      {
        key: 'ovs.bond.enabled[{#DAEMON},{#BOND}]',
        name: 'OVS bond {#BOND} {#DAEMON}: members in use',
        about: 'Members that the bond uses.',
        of: 'netsteward_ovs_bond_members_enabled{daemon="{#DAEMON}",bond="{#BOND}"}',
        take: 'value',
        triggers: [{ alert: 'OvsBondDown', when: 'max(ITEM,1m)=0', says: 'bond {#BOND} of Open vSwitch is down' }],
      },
    ],
  },
  {
    key: 'pmds',
    name: 'PMD threads',
    about: 'Every PMD thread of Open vSwitch with DPDK.',
    of: 'netsteward_pmd_queues',
    macros: { '{#DAEMON}': 'daemon', '{#NODE}': 'node', '{#CORE}': 'core' },
    items: [
      {
        key: 'pmd.busy[{#DAEMON},{#NODE},{#CORE}]',
        name: 'PMD on core {#CORE} {#DAEMON}: busy',
        about: 'Share of its time that the PMD worked on packets.',
        of: 'netsteward_pmd_busy_ratio{daemon="{#DAEMON}",node="{#NODE}",core="{#CORE}"}',
        take: 'value',
        triggers: [
          {
            alert: 'PmdOverloaded',
            when: 'min(ITEM,5m)>{$NETSTEWARD.PMD.BUSY}',
            says: 'PMD on core {#CORE} is busy: {ITEM.LASTVALUE1}',
          },
        ],
      },
    ],
  },
  {
    key: 'pfs',
    name: 'Physical functions',
    about: 'Every physical function with virtual ones.',
    of: 'netsteward_vf_pf_numvfs',
    macros: { '{#PF}': 'pf', '{#IFNAME}': 'interface' },
    items: [
      {
        key: 'pf.up[{#PF}]',
        name: 'PF {#IFNAME}: up',
        about: 'Whether the physical function is set up and has a carrier.',
        of: 'netsteward_vf_pf_up{pf="{#PF}",interface="{#IFNAME}"}',
        take: 'value',
        valuemap: 'up',
        triggers: [
          { alert: 'PfNoCarrier', when: 'max(ITEM,1m)=0', says: 'physical function {#IFNAME} has no carrier' },
        ],
      },
      {
        key: 'pf.vfs[{#PF}]',
        name: 'PF {#IFNAME}: virtual functions',
        about: 'Virtual functions that the physical function has.',
        of: 'netsteward_vf_pf_numvfs{pf="{#PF}",interface="{#IFNAME}"}',
        take: 'value',
        triggers: [
          { alert: 'VfLost', when: 'change(ITEM)<0', says: 'physical function {#IFNAME} lost virtual functions' },
        ],
      },
    ],
  },
  {
    key: 'pools',
    name: 'Pools',
    about: 'Every pool whose members the agent checks.',
    of: 'netsteward_health_pool_members',
    macros: { '{#POOL}': 'pool' },
    items: [
      {
        key: 'pool.healthy[{#POOL}]',
        name: 'Pool {#POOL}: healthy members',
        about: 'Enabled members that are ACTIVE.',
        of: 'netsteward_health_pool_members_healthy{pool="{#POOL}"}',
        take: 'value',
        triggers: [{ alert: 'PoolWithoutMembers', when: 'max(ITEM,1m)=0', says: 'pool {#POOL} has no healthy member' }],
      },
    ],
  },
  {
    key: 'haproxy.backends',
    name: 'HAProxy backends',
    about: 'Every backend of every HAProxy.',
    of: 'netsteward_haproxy_backend_up',
    macros: { '{#PROCESS}': 'process', '{#BACKEND}': 'backend' },
    items: [
      {
        key: 'haproxy.backend.up[{#PROCESS},{#BACKEND}]',
        name: 'HAProxy {#PROCESS}, backend {#BACKEND}: up',
        about: 'Whether the backend has a server that it can use.',
        of: 'netsteward_haproxy_backend_up{process="{#PROCESS}",backend="{#BACKEND}"}',
        take: 'value',
        valuemap: 'up',
        triggers: [
          { alert: 'HaproxyBackendDown', when: 'max(ITEM,1m)=0', says: 'backend {#BACKEND} has no server left' },
        ],
      },
    ],
  },
  {
    key: 'vrrp',
    name: 'VRRP instances',
    about: 'Every VRRP instance of keepalived.',
    of: 'netsteward_keepalived_instance_info',
    macros: { '{#DAEMON}': 'daemon', '{#INSTANCE}': 'vrrp_instance' },
    items: [
      {
        key: 'vrrp.state[{#DAEMON},{#INSTANCE}]',
        name: 'VRRP {#INSTANCE}: state',
        about: 'MASTER, BACKUP, FAULT or INIT.',
        of: 'netsteward_keepalived_instance_state{daemon="{#DAEMON}",vrrp_instance="{#INSTANCE}"}',
        take: { label: 'state' },
        triggers: [
          { alert: 'KeepalivedFault', when: 'last(ITEM)="FAULT"', says: 'VRRP instance {#INSTANCE} is in fault' },
        ],
      },
    ],
  },
];
