import type { Put } from './samples.ts';
import { attribute, behind, type KernelText, slaveLines } from './text.ts';

const BITS = [
  ...['activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'defaulted', 'expired'],
];
const NOBODY = '00:00:00:00:00:00';
const partnerOf = (address: string | undefined) => (address === undefined || address === NOBODY ? '' : address);

/** The figures that only mode 802.3ad has. */
export function addLacp(put: Put, text: KernelText, bond: string, slaves: readonly string[]): void {
  const own = (name: string) => attribute(text, `/sys/class/net/${bond}/bonding/${name}`);
  const number = (name: string) => (own(name) === '' ? undefined : Number(own(name)));
  const lines = text.get(`/proc/net/bonding/${bond}`) ?? [];
  const system = behind(lines, 'System MAC address') ?? '';
  put('lacp_info', { bond, system_address: system, partner_address: partnerOf(own('ad_partner_mac')) }, 1);
  put('lacp_system_priority', { bond }, number('ad_actor_sys_prio'));
  put('min_links', { bond }, number('min_links'));
  const active = own('ad_aggregator');
  if (active !== '0') {
    put('active_aggregator_id', { bond }, Number(active));
    put('active_aggregator_ports', { bond }, number('ad_num_ports'));
    put('active_aggregator_key', { bond, side: 'actor' }, number('ad_actor_key'));
    put('active_aggregator_key', { bond, side: 'partner' }, number('ad_partner_key'));
    const isOutside = (slave: string) => {
      const of = (name: string) => attribute(text, `/sys/class/net/${slave}/bonding_slave/${name}`);
      return of('mii_status') === 'up' && of('ad_aggregator_id') !== active;
    };
    put('aggregator_mismatch', { bond }, slaves.some(isOutside) ? 1 : 0);
  }
  for (const slave of slaves) addSlave(put, text, bond, slave);
}

function addSlave(put: Put, text: KernelText, bond: string, slave: string): void {
  const lines = slaveLines(text, bond, slave);
  const own = (name: string) => attribute(text, `/sys/class/net/${slave}/bonding_slave/${name}`);
  if (own('ad_aggregator_id') !== 'N/A') put('slave_aggregator_id', { bond, slave }, Number(own('ad_aggregator_id')));
  const details = { actor: 'details actor lacp pdu:', partner: 'details partner lacp pdu:' };
  const system = (side: 'actor' | 'partner') => behind(lines, 'system mac address', details[side]);
  const addresses = { system_address: system('actor') ?? '', partner_address: partnerOf(system('partner')) };
  put('slave_lacp_info', { bond, slave, ...addresses }, 1);
  for (const side of ['actor', 'partner'] as const) {
    const labels = { bond, slave, side };
    const told = (key: string) => Number(behind(lines, key, details[side]));
    const state = Number(own(`ad_${side}_oper_port_state`));
    put('slave_lacp_port_state', labels, state);
    for (const [place, bit] of BITS.entries())
      put('slave_lacp_port_state_bit', { ...labels, bit }, (state >> place) % 2);
    put('slave_lacp_key', labels, told(side === 'actor' ? 'port key' : 'oper key'));
    put('slave_lacp_system_priority', labels, told('system priority'));
    put('slave_lacp_port_priority', labels, told('port priority'));
    put('slave_lacp_port_number', labels, told('port number'));
    const title = side === 'actor' ? 'Actor' : 'Partner';
    for (const churn of ['none', 'monitoring', 'churned']) {
      put('slave_churn_state', { ...labels, state: churn }, behind(lines, `${title} Churn State`) === churn ? 1 : 0);
    }
    put('slave_churned_total', labels, Number(behind(lines, `${title} Churned Count`)));
  }
}
