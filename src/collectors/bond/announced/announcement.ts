import type { LinkNotice } from '../../../host/host.ts';
import type { MiiStatus } from '../parse/report.ts';

/** What the kernel announced about a bond: its active slave, or the link of one of its slaves. */
export type Announcement = ActiveSlave | SlaveLink;
type ActiveSlave = { readonly bond: string; readonly active: string | null };
type SlaveLink = {
  readonly bond: string;
  readonly slave: string;
  readonly status: MiiStatus;
  readonly failures: number;
};

const STATUSES: ReadonlyMap<string, MiiStatus> = new Map([
  ['UP', 'up'],
  ['GOING_DOWN', 'going down'],
  ['DOWN', 'down'],
  ['GOING_BACK', 'going back'],
]);

// … \    link/ether … promiscuity 0 … \    bond mode active-backup active_slave d1 miimon 50 updelay 0 …
const BOND = /\\ +bond mode \S+ (?:active_slave (\S+) )?/;
// 2: d0: <…> mtu 1500 qdisc noqueue master bond0 state DOWN group default …
const MASTER = /> mtu \d+ .*?\bmaster (\S+) /;
// … \    bond_slave state ACTIVE mii_status DOWN link_failure_count 1 perm_hwaddr a2:2b:95:e9:fc:cf …
const SLAVE = /\\ +bond_slave state \S+ mii_status (\S+) link_failure_count (\d+) /;

/** What an announcement says of a device: whether it is a bond, and whose slave or port it is. */
export type Role = { readonly isBond: boolean; readonly master: string | undefined };

/** `undefined` where the words are not known, or the device is deleted. */
export function announcedRole({ text }: LinkNotice): Role | undefined {
  if (text === undefined || text.startsWith('Deleted ')) return undefined;
  return { isBond: BOND.test(text), master: MASTER.exec(text)?.[1] };
}

/**
 * Understands what `ip -d -o monitor link` prints about bonds and their slaves (iproute2, ip/iplink_bond.c and
 * ip/iplink_bond_slave.c). `undefined` for every other device, for one that is deleted, and for words that it does not know.
 */
export function parseAnnouncement({ interface: name, text }: LinkNotice): Announcement | undefined {
  if (name === undefined || text === undefined || !text.includes(' bond') || text.startsWith('Deleted '))
    return undefined;
  const bond = BOND.exec(text);
  if (bond !== null) return { bond: name, active: bond[1] ?? null };
  const [, word = '', failures] = SLAVE.exec(text) ?? [];
  const status = STATUSES.get(word);
  const master = MASTER.exec(text)?.[1];
  return status === undefined || master === undefined
    ? undefined
    : { bond: master, slave: name, status, failures: Number(failures) };
}
