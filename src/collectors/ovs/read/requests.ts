import type { TablesRequest } from '../../../host/host.ts';

/** Columns that change when something happened (ovs-vswitchd.conf.db(5)). */
export const stateTables: TablesRequest = {
  database: 'Open_vSwitch',
  tables: {
    Open_vSwitch: [
      ...['cur_cfg', 'next_cfg', 'ovs_version', 'db_version', 'dpdk_version', 'dpdk_initialized'],
      ...['system_type', 'system_version', 'bridges', 'manager_options'],
    ],
    Bridge: [
      ...['name', 'ports', 'datapath_type', 'datapath_id', 'datapath_version', 'fail_mode', 'controller', 'mirrors'],
      ...['stp_enable', 'rstp_enable', 'mcast_snooping_enable', 'protocols'],
    ],
    Port: ['name', 'interfaces', 'tag', 'trunks', 'vlan_mode', 'qos', 'status', 'rstp_status', 'fake_bridge'],
    Interface: [
      ...['name', 'type', 'admin_state', 'link_state', 'link_resets', 'link_speed', 'duplex', 'mtu', 'mac_in_use'],
      ...['ofport', 'ifindex', 'error', 'options', 'status', 'bfd_status'],
      ...['cfm_fault', 'cfm_fault_status', 'cfm_flap_count', 'cfm_health', 'cfm_remote_opstate'],
      ...['ingress_policing_rate', 'ingress_policing_burst'],
      ...['ingress_policing_kpkts_rate', 'ingress_policing_kpkts_burst'],
    ],
    Controller: ['target', 'is_connected', 'role'],
    Manager: ['target', 'is_connected'],
    Mirror: ['name', 'output_port', 'output_vlan', 'select_all'],
    QoS: ['type', 'queues', 'other_config'],
    Queue: ['dscp', 'other_config'],
  },
};

/** Columns that ovs-vswitchd writes every five seconds (`stats-update-interval`): figures, and no reason to read again. */
export const figureTables: TablesRequest = {
  database: 'Open_vSwitch',
  tables: {
    Port: ['statistics', 'rstp_statistics'],
    Interface: ['statistics'],
    Mirror: ['statistics'],
    Controller: ['status'],
    Manager: ['status'],
  },
};
