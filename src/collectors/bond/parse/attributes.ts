import { ParseError } from '../../../core/errors.ts';
import type { FieldValue } from '../../../core/state.ts';
import { integer } from '../../../core/text.ts';
import { LACP_MODE } from './modes.ts';
import type { BondSettings } from './report.ts';

/** A setting in `/sys/class/net/<bond>/bonding/`. */
type Attribute = {
  /** `layer2 0` is a word, `100` a number, `10.77.0.1 10.77.0.2` a list. */
  readonly form: 'word' | 'number' | 'list';
  /** The only mode in which the file says anything. */
  readonly mode?: string;
};

/**
 * The settings that `/proc` leaves out, always or in some modes (Documentation/networking/bonding.rst;
 * drivers/net/bonding/bond_sysfs.c).
 */
const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['xmit_hash_policy', { form: 'word' }],
  ['primary_reselect', { form: 'word' }],
  ['fail_over_mac', { form: 'word' }],
  ['lacp_active', { form: 'word' }],
  ['lacp_rate', { form: 'word' }],
  ['ad_select', { form: 'word' }],
  ['ad_actor_sys_prio', { form: 'number', mode: LACP_MODE }],
  ['ad_actor_system', { form: 'word', mode: LACP_MODE }],
  ['ad_user_port_key', { form: 'number', mode: LACP_MODE }],
  ['min_links', { form: 'number' }],
  ['arp_validate', { form: 'word' }],
  ['arp_all_targets', { form: 'word' }],
  ['arp_missed_max', { form: 'number' }],
  ['arp_ip_target', { form: 'list' }],
  ['use_carrier', { form: 'number' }],
  ['num_grat_arp', { form: 'number' }],
  ['all_slaves_active', { form: 'number' }],
  ['resend_igmp', { form: 'number' }],
  ['lp_interval', { form: 'number' }],
  ['packets_per_slave', { form: 'number' }],
  ['tlb_dynamic_lb', { form: 'number' }],
]);

/** Every setting that can be known of a bond, apart from its mode and its primary slave. */
export const settingNames: readonly string[] = [
  ...['miimon', 'updelay', 'downdelay', 'peer_notif_delay', 'arp_interval', 'ns_ip6_target'],
  ...ATTRIBUTES.keys(),
];

/** The attributes to read for a bond of this mode of which `/proc` told `told`. */
export function attributesBeside(told: BondSettings, mode: string): readonly string[] {
  return [...ATTRIBUTES]
    .filter(([name, attribute]) => !Object.hasOwn(told, name) && (attribute.mode ?? mode) === mode)
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
  switch (ATTRIBUTES.get(name)?.form) {
    case 'number':
      return wholeNumber(file, value);
    case 'word':
      return value.split(/\s/, 1)[0] ?? value;
    default:
      return value;
  }
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
