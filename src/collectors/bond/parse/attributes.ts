import { ParseError } from '../../../core/errors.ts';
import type { FieldValue } from '../../../core/state.ts';
import { integer } from '../../../core/text.ts';
import { hasActiveSlave, LACP_MODE } from './modes.ts';
import type { BondSettings } from './report.ts';

/** A setting in `/sys/class/net/<bond>/bonding/`. */
type Attribute = {
  /** `layer2 0` is a word, `100` a number. */
  readonly form: 'word' | 'number';
  /** Whether the setting has any effect on a bond of this mode of which `/proc` tells these settings. */
  readonly isUsed: (mode: string, told: BondSettings) => boolean;
};

const always = () => true;
const onlyIn =
  (...modes: readonly string[]) =>
  (mode: string) =>
    modes.includes(mode);
const withArpTargets = (_mode: string, told: BondSettings) => told.arp_interval !== 0;
const withMiimon = (_mode: string, told: BondSettings) => told.miimon !== 0;

/**
 * The settings that `/proc` leaves out, always or on older kernels (Documentation/networking/bonding.rst;
 * drivers/net/bonding/bond_sysfs.c).
 */
const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['xmit_hash_policy', { form: 'word', isUsed: onlyIn('balance-xor', LACP_MODE) }],
  ['primary_reselect', { form: 'word', isUsed: hasActiveSlave }],
  ['fail_over_mac', { form: 'word', isUsed: onlyIn('active-backup') }],
  ['lacp_active', { form: 'word', isUsed: onlyIn(LACP_MODE) }],
  ['lacp_rate', { form: 'word', isUsed: onlyIn(LACP_MODE) }],
  ['ad_select', { form: 'word', isUsed: onlyIn(LACP_MODE) }],
  ['min_links', { form: 'number', isUsed: onlyIn(LACP_MODE) }],
  ['ad_actor_sys_prio', { form: 'number', isUsed: onlyIn(LACP_MODE) }],
  ['ad_actor_system', { form: 'word', isUsed: onlyIn(LACP_MODE) }],
  ['ad_user_port_key', { form: 'number', isUsed: onlyIn(LACP_MODE) }],
  ['arp_validate', { form: 'word', isUsed: withArpTargets }],
  ['arp_all_targets', { form: 'word', isUsed: withArpTargets }],
  ['arp_missed_max', { form: 'number', isUsed: withArpTargets }],
  ['use_carrier', { form: 'number', isUsed: withMiimon }],
  ['num_grat_arp', { form: 'number', isUsed: hasActiveSlave }],
  ['all_slaves_active', { form: 'number', isUsed: always }],
  ['resend_igmp', { form: 'number', isUsed: (mode) => mode === 'balance-rr' || hasActiveSlave(mode) }],
  ['lp_interval', { form: 'number', isUsed: onlyIn('balance-tlb', 'balance-alb') }],
  ['packets_per_slave', { form: 'number', isUsed: onlyIn('balance-rr') }],
  ['tlb_dynamic_lb', { form: 'number', isUsed: onlyIn('balance-tlb', 'balance-alb') }],
]);

/** Every setting that can be known of a bond, apart from its mode and its primary slave. */
export const settingNames: readonly string[] = [
  ...['miimon', 'updelay', 'downdelay', 'peer_notif_delay', 'arp_interval', 'arp_ip_target', 'ns_ip6_target'],
  ...ATTRIBUTES.keys(),
];

/** The attributes to read for a bond of this mode of which `/proc` told `told`: those that it leaves out and the mode uses. */
export function attributesBeside(told: BondSettings, mode: string): readonly string[] {
  return [...ATTRIBUTES]
    .filter(([name, { isUsed }]) => !Object.hasOwn(told, name) && isUsed(mode, told))
    .map(([name]) => name);
}

/**
 * The value of a setting; `null` when it is set to nothing (or, for the details of LACP, kept from readers without
 * CAP_NET_ADMIN).
 * @throws ParseError when it should be a number and is none
 */
export function settingValue(name: string, file: string, text: string): FieldValue {
  const value = said(text);
  if (value === undefined) return null;
  return ATTRIBUTES.get(name)?.form === 'number' ? wholeNumber(file, value) : (value.split(/\s/, 1)[0] ?? value);
}

/**
 * A whole number from an attribute, `undefined` when it says nothing.
 * @throws ParseError when it says something else
 */
export function attributeNumber(file: string, text: string): number | undefined {
  const value = said(text);
  return value === undefined ? undefined : wholeNumber(file, value);
}

function said(text: string): string | undefined {
  // Early 2.6 kernels count the NUL behind the text as part of it.
  const value = text.replaceAll('\0', '').trim();
  return value === '' || value === 'N/A' || value === 'NA' ? undefined : value;
}

function wholeNumber(file: string, text: string): number {
  const what = 'a whole number';
  const value = integer(text, { file, line: 1 }, what);
  if (value < 0 || !Number.isSafeInteger(value)) throw new ParseError(file, 1, what, text);
  return value;
}
