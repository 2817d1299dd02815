import type { Occurrence, OccurrenceDefinition } from '../../../core/definition.ts';
import { type Bond, subjectOf } from '../bond.ts';
import type { SlaveReport } from '../parse/report.ts';

export const slaveFlapped: OccurrenceDefinition = {
  what: 'slave-flapped',
  help: 'The link of a slave failed and came back between two readings: its failure count rose by more than the change of its status explains.',
  severity: 'warning',
};

/** Link failures between two readings that no change of status shows. */
export function flapsBetween(before: Bond, after: Bond): readonly Occurrence[] {
  const earlier = new Map(before.report.slaves.map((slave) => [slave.name, slave]));
  return after.report.slaves.flatMap((slave) => {
    const flaps = unseenFailures(earlier.get(slave.name), slave);
    if (flaps <= 0) return [];
    const { netns, name } = after;
    const subject = `${subjectOf(netns, name)}/${slave.name}`;
    const status = slave.miiStatus ?? 'unknown';
    return {
      definition: slaveFlapped,
      subject,
      message: `${subject}: the link failed ${flaps === 1 ? 'once' : `${flaps} times`} since the last reading and is ${status}`,
      details: { netns, bond: name, slave: slave.name, failures: flaps, mii_status: slave.miiStatus ?? null },
    };
  });
}

/** The kernel counts a failure when the status becomes `down`; a slave that was taken out and added again counts from 0. */
function unseenFailures(before: SlaveReport | undefined, after: SlaveReport): number {
  if (before === undefined) return 0;
  const shown = !isDown(before) && isDown(after) ? 1 : 0;
  return after.linkFailures - before.linkFailures - shown;
}

/** `going back` comes after `down`. */
function isDown({ miiStatus }: SlaveReport): boolean {
  return miiStatus === 'down' || miiStatus === 'going back';
}
