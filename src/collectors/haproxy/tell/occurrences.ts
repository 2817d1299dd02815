import type { Occurrence, OccurrenceDefinition } from '../../../core/definition.ts';
import type { State } from '../../../core/state.ts';

/** Servers that came and went while their process ran; not those of a process that was itself not there. */
export const occurrences = {
  added: { what: 'server-added', help: 'A server was added to a backend that is watched.', severity: 'notice' },
  removed: { what: 'server-removed', help: 'A server was taken out of a backend.', severity: 'notice' },
} as const satisfies Record<string, OccurrenceDefinition>;

/** With more at once than these, one event tells how many. */
const MOST = 20;

/** @param before the servers of the process in its last reading, by subject */
export function comingAndGoing(
  process: string,
  before: ReadonlyMap<string, State>,
  after: ReadonlyMap<string, State>,
): readonly Occurrence[] {
  const added = [...after.values()].filter(({ subject }) => !before.has(subject));
  const removed = [...before.values()].filter(({ subject }) => !after.has(subject));
  return [
    ...told(process, occurrences.removed, removed, 'removed'),
    ...told(process, occurrences.added, added, 'added'),
  ];
}

function told(
  process: string,
  definition: OccurrenceDefinition,
  servers: readonly State[],
  verb: string,
): readonly Occurrence[] {
  if (servers.length > MOST) {
    const message = `${process}: ${servers.length} servers were ${verb}`;
    return [{ definition, subject: process, message, details: { servers: servers.length } }];
  }
  return servers.map(({ subject, fields }) => ({
    definition,
    subject,
    message: `${subject}: the server was ${verb}, ${fields.address ?? 'no address'}${fields.port === null ? '' : ` port ${fields.port}`}`,
    details: fields,
  }));
}
