import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import type { Count } from '../instance.ts';

/** The counts in keepalived's text, by the part that they stand in and their name. */
const NAMES: ReadonlyMap<string, Count> = new Map<string, Count>([
  ['Advertisements/Received', 'advert_rcvd'],
  ['Advertisements/Sent', 'advert_sent'],
  ['/Became master', 'become_master'],
  ['/Released master', 'release_master'],
  ['Packet Errors/Length', 'packet_len_err'],
  ['Packet Errors/TTL', 'ip_ttl_err'],
  ['Packet Errors/Invalid Type', 'invalid_type_rcvd'],
  ['Packet Errors/Advertisement Interval', 'advert_interval_err'],
  ['Packet Errors/Address List', 'addr_list_err'],
  ['Authentication Errors/Invalid Type', 'invalid_authtype'],
  ['Authentication Errors/Type Mismatch', 'authtype_mismatch'],
  ['Authentication Errors/Failure', 'auth_failure'],
  ['Priority Zero/Received', 'pri_zero_rcvd'],
  ['Priority Zero/Sent', 'pri_zero_sent'],
]);

// `VRRP Instance: VI_1`
const TITLE = /^VRRP Instance: (.+)$/;
// `  Advertisements:`
const PART = /^ {2}([^:]+):$/;
// `    Received: 7`, `  Became master: 1`
const COUNT = /^( {2,4})([^:]+): (\S+)$/;

/** Whether the text has come to the end of an instance. */
export function isWholeStatistics(text: string): boolean {
  return /Priority Zero:\n {4}Received: \d+\n {4}Sent: \d+\n$/.test(text);
}

/** What keepalived writes on SIGUSR2 (vrrp_print.c), by instance. */
export function parseStatisticsText(file: string, text: string): ReadonlyMap<string, ReadonlyMap<Count, number>> {
  const instances = new Map<string, Map<Count, number>>();
  let counts: Map<Count, number> | undefined;
  let part = '';
  for (const [index, line] of text.split('\n').entries()) {
    const [, title] = TITLE.exec(line) ?? [];
    if (title !== undefined) {
      counts = new Map();
      instances.set(title, counts);
    }
    part = PART.exec(line)?.[1] ?? part;
    const [, indent = '', name, value] = COUNT.exec(line) ?? [];
    const count = NAMES.get(`${indent.length > 2 ? part : ''}/${name}`);
    if (count !== undefined) counts?.set(count, integer(value, { file, line: index + 1 }, `a number as ${name}`));
  }
  if (instances.size === 0) throw new ParseError(file, 0, 'a line "VRRP Instance: …"', text);
  return instances;
}
