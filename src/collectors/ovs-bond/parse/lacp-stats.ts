import { neededNumber, numberOf } from './field-values.ts';
import { sectionsOf } from './sections.ts';

/** Counters of a member as `lacp/show-stats` prints them (lacp_print_stats in lib/lacp.c). */
export type LacpCounts = {
  readonly bond: string;
  readonly member: string;
  readonly sent: number;
  readonly received: number;
  /** PDUs that made no sense. */
  readonly bad: number;
  /** Not counted before 2.13. */
  readonly markers: number | undefined;
  readonly expired: number | undefined;
  readonly defaulted: number | undefined;
  readonly carrierChanges: number | undefined;
};

const FILE = 'lacp/show-stats';
/** `---- bond0 statistics ----` */
const STATS_TITLE = /^---- (.+) statistics ----$/;
/** `member: eth0:`; `slave: eth0:` before 2.15. */
const MEMBER = /^(?:member|slave): (.+):$/;

/** @throws ParseError when a counter that every release prints is missing or no number */
export function parseLacpStats(text: string): readonly LacpCounts[] {
  return sectionsOf(text, FILE, STATS_TITLE, MEMBER).flatMap(({ name, members }) =>
    members.map(({ heading, line, fields }) => {
      const at = { file: FILE, line, fields };
      return {
        bond: name,
        member: heading[0] ?? '',
        sent: neededNumber(at, 'TX PDUs'),
        received: neededNumber(at, 'RX PDUs'),
        bad: neededNumber(at, 'RX Bad PDUs'),
        markers: numberOf(at, 'RX Marker Request PDUs'),
        expired: numberOf(at, 'Link Expired'),
        defaulted: numberOf(at, 'Link Defaulted'),
        carrierChanges: numberOf(at, 'Carrier Status Changed'),
      };
    }),
  );
}
