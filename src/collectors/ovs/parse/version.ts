import { ParseError } from '../../../core/errors.ts';

/** `ovs-vswitchd (Open vSwitch) 3.1.0` */
const VERSION = /^\S+ \(Open vSwitch\) (\S+)/;

/**
 * The release out of a daemon's answer to `version` (ovs_get_program_version in lib/util.c).
 * @throws ParseError when the first line names none
 */
export function parseVersion(text: string): string {
  const [, version] = VERSION.exec(text) ?? [];
  if (version === undefined) throw new ParseError('version', 1, 'ovs-vswitchd (Open vSwitch) and its release', text);
  return version;
}
