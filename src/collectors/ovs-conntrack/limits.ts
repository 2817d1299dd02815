import { ParseError } from '../../core/errors.ts';
import { integer, linesOf } from '../../core/text.ts';
import type { Printed } from '../../ovs/ask.ts';

/** Limits of connections by zone. */
export type ZoneLimits = {
  /** For zones without a limit of their own; 0 when none was set. */
  readonly standard: number;
  readonly zones: readonly ZoneLimit[];
};

export type ZoneLimit = { readonly zone: number; readonly limit: number; readonly connections: number };

// default limit=1000
const STANDARD = /^default limit=(\S+)$/;
// zone=5,limit=100,count=30
const ZONE = /^zone=([^,]+),limit=([^,]+),count=([^,]+)/;

/** The limits that were set, as `dpctl/ct-get-limits` prints them (ovs, lib/ct-dpif.c `ct_dpif_format_zone_limits`). */
export function parseZoneLimits({ text, command }: Printed): ZoneLimits {
  const lines = linesOf(text);
  const standard = STANDARD.exec(lines[0] ?? '')?.[1];
  if (standard === undefined) throw new ParseError(command, 1, 'default limit=number', lines[0]);
  const zones: ZoneLimit[] = [];
  for (const [index, line] of lines.entries()) {
    const [, zone, limit, count] = ZONE.exec(line) ?? [];
    if (zone === undefined) continue;
    const number = (digits: string | undefined, what: string) =>
      integer(digits, { file: command, line: index + 1 }, `the ${what} of a zone`);
    zones.push({ zone: number(zone, 'number'), limit: number(limit, 'limit'), connections: number(count, 'count') });
  }
  return { standard: integer(standard, { file: command, line: 1 }, 'the default limit'), zones };
}

/** The single number that `dpctl/ct-get-nconns`, `dpctl/ct-get-maxconns` and `coverage/read-counter` print. */
export function parseNumber({ text, command }: Printed): number {
  return integer(text.trim(), { file: command, line: 1 }, 'a number');
}
