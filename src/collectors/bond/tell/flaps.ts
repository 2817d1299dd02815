import type { Occurrence, OccurrenceDefinition } from '../../../core/definition.ts';
import { type Bond, steadyStatus, subjectOf } from '../bond.ts';
import type { BondReport, SlaveReport } from '../parse/report.ts';

export const slaveFlapped: OccurrenceDefinition = {
  what: 'slave-flapped',
  help: 'The link of a slave failed and came back between two readings: its failure count rose by more than the change of its status explains.',
  severity: 'warning',
};

/** Link failures between two readings that no change of status shows. */
export function flapsBetween(before: Bond, after: Bond): readonly Occurrence[] {
  const earlier = new Map(before.report.slaves.map((slave) => [slave.name, slave]));
  return after.report.slaves.flatMap((slave) => {
    const old = earlier.get(slave.name);
    // The kernel counts a failure when a link becomes down; a slave that was taken out and added again counts from 0.
    const shown = old !== undefined && !isDown(before.report, old) && isDown(after.report, slave) ? 1 : 0;
    const failures = old === undefined ? 0 : slave.linkFailures - old.linkFailures - shown;
    return failures > 0 ? flap(after, slave, failures) : [];
  });
}

/** `going back` comes after `down`. */
function isDown(report: BondReport, slave: SlaveReport): boolean {
  const status = steadyStatus(report, slave);
  return status === 'down' || status === 'going back';
}

function flap({ netns, name, report }: Bond, slave: SlaveReport, failures: number): Occurrence {
  const subject = `${subjectOf(netns, name)}/${slave.name}`;
  const status = steadyStatus(report, slave) ?? null;
  const times = failures === 1 ? 'once' : `${failures} times`;
  return {
    definition: slaveFlapped,
    subject,
    message: `${subject}: the link failed ${times} since the last reading and is ${status ?? 'unknown'}`,
    details: { netns, bond: name, slave: slave.name, failures, mii_status: status },
  };
}
