/** The modes by the words that `/proc` has for them (bond_mode_name in drivers/net/bonding/bond_main.c). */
const MODES: ReadonlyMap<string, string> = new Map([
  ['load balancing (round-robin)', 'balance-rr'],
  ['fault-tolerance (active-backup)', 'active-backup'],
  ['load balancing (xor)', 'balance-xor'],
  ['fault-tolerance (broadcast)', 'broadcast'],
  ['IEEE 802.3ad Dynamic link aggregation', '802.3ad'],
  ['transmit load balancing', 'balance-tlb'],
  ['adaptive load balancing', 'balance-alb'],
]);

export const LACP_MODE = '802.3ad';

/** The mode as `mode=` takes it (`active-backup`); words of a mode that is not known stay as the kernel printed them. */
export function modeOf(words: string): string {
  return MODES.get(words) ?? words;
}

const WITHOUT_ACTIVE_SLAVE: ReadonlySet<string> = new Set(['balance-rr', 'balance-xor', 'broadcast', LACP_MODE]);

/** Whether one slave is the active one and another can be preferred as primary. */
export function hasActiveSlave(mode: string): boolean {
  return !WITHOUT_ACTIVE_SLAVE.has(mode);
}
