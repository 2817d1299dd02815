import { addLacp } from './lacp.ts';
import type { Put, Samples } from './samples.ts';
import { attribute, behind, type KernelText, slaveLines } from './text.ts';

/**
 * The figures that the agent should have of all bonds in a namespace, from the kernel's own files. Failovers are not
 * among them: the kernel does not count them.
 */
export function kernelFigures(netns: string, text: KernelText): Samples {
  const samples = new Map<string, number>();
  const put: Put = (name, labels, value) => {
    if (value === undefined || Number.isNaN(value)) return;
    const words = Object.entries({ netns, ...labels }).map(([label, word]) => `${label}="${word}"`);
    samples.set(`netsteward_bond_${name}{${words.join(',')}}`, value);
  };
  for (const path of text.keys()) {
    const bond = /^\/proc\/net\/bonding\/(.+)$/.exec(path)?.[1];
    if (bond !== undefined) addBond(put, text, bond);
  }
  return samples;
}

function addBond(put: Put, text: KernelText, bond: string): void {
  const own = (name: string) => attribute(text, `/sys/class/net/${bond}/bonding/${name}`);
  const word = (name: string) => own(name).split(' ')[0] ?? '';
  const number = (name: string) => (own(name) === '' ? undefined : Number(own(name)));
  const seconds = (name: string) => Number(own(name)) / 1000;
  const mode = word('mode');
  const hasActive = ['active-backup', 'balance-tlb', 'balance-alb'].includes(mode);
  const hashes = ['balance-xor', '802.3ad', 'balance-tlb', 'balance-alb'].includes(mode);
  const lacp = mode === '802.3ad';
  const probes = own('arp_interval') !== '0';
  const only = (isUsed: boolean, name: string) => (isUsed ? word(name) : '');
  put(
    'info',
    {
      ...{ bond, mode, primary: only(hasActive, 'primary'), primary_reselect: only(hasActive, 'primary_reselect') },
      ...{
        xmit_hash_policy: only(hashes, 'xmit_hash_policy'),
        fail_over_mac: only(mode === 'active-backup', 'fail_over_mac'),
      },
      ...{
        lacp_active: only(lacp, 'lacp_active'),
        lacp_rate: only(lacp, 'lacp_rate'),
        ad_select: only(lacp, 'ad_select'),
      },
      arp_validate: only(probes, 'arp_validate'),
    },
    1,
  );
  const slaves = own('slaves')
    .split(' ')
    .filter((name) => name !== '');
  const statusOf = (slave: string) => attribute(text, `/sys/class/net/${slave}/bonding_slave/mii_status`);
  const up = slaves.filter((slave) => statusOf(slave) === 'up').length;
  put('up', { bond }, own('mii_status') === 'up' ? 1 : 0);
  put('slaves', { bond }, slaves.length);
  put('slaves_up', { bond }, up);
  put('slaves_lacking', { bond }, slaves.length - up);
  for (const name of ['miimon', 'updelay', 'downdelay', 'peer_notif_delay', 'arp_interval']) {
    put(`${name}_seconds`, { bond }, seconds(name));
  }
  put('all_slaves_active', { bond }, number('all_slaves_active'));
  if (hasActive) put('peer_notifications', { bond }, number('num_grat_arp'));
  if (probes) put('arp_missed_max', { bond }, number('arp_missed_max'));
  for (const target of own('arp_ip_target').split(' ')) if (target !== '') put('arp_target_info', { bond, target }, 1);
  if (mode === 'balance-rr') put('packets_per_slave', { bond }, number('packets_per_slave'));
  if (mode.endsWith('lb')) put('tlb_dynamic_lb', { bond }, number('tlb_dynamic_lb'));
  for (const slave of slaves) {
    addSlave(put, text, bond, slave);
    if (hasActive) put('active_slave', { bond, slave }, own('active_slave') === slave ? 1 : 0);
  }
  if (lacp) addLacp(put, text, bond, slaves);
}

function addSlave(put: Put, text: KernelText, bond: string, slave: string): void {
  const own = (name: string) => attribute(text, `/sys/class/net/${slave}/bonding_slave/${name}`);
  put('slave_info', { bond, slave, permanent_address: own('perm_hwaddr') }, 1);
  for (const status of ['up', 'going down', 'down', 'going back']) {
    put('slave_mii_status', { bond, slave, status }, own('mii_status') === status ? 1 : 0);
  }
  put('slave_link_failures_total', { bond, slave }, Number(own('link_failure_count')));
  put('slave_queue_id', { bond, slave }, Number(own('queue_id')));
  // A device that is down does not say its speed; the bond remembers it.
  const lines = slaveLines(text, bond, slave);
  const told = behind(lines, 'Speed')?.replace(' Mbps', '') ?? '';
  const speed = Number(attribute(text, `/sys/class/net/${slave}/speed`) || (told === 'Unknown' ? '' : told));
  if (speed <= 0) return;
  put('slave_speed_bytes_per_second', { bond, slave }, (speed * 1e6) / 8);
  const duplex = attribute(text, `/sys/class/net/${slave}/duplex`) || behind(lines, 'Duplex');
  put('slave_full_duplex', { bond, slave }, duplex === 'full' ? 1 : 0);
}
