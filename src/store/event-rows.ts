import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { CloudEvent, EventData, Severity } from '../core/event.ts';
import { sequenceText } from './envelope.ts';
import { integerIn, optionalIntegerIn, type Row, textIn } from './row.ts';

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const eventData: z.ZodType<EventData> = z.object({
  message: z.string(),
  kind: z.string().exactOptional(),
  field: z.string().exactOptional(),
  before: fieldValue.exactOptional(),
  after: fieldValue.exactOptional(),
  details: z.record(z.string(), fieldValue).exactOptional(),
});
const severity: z.ZodType<Severity> = z.enum(['info', 'notice', 'warning', 'critical']);

/** The table of events, read. Also for a database that was opened for reading only. */
export type EventReads = {
  /** Events behind `sequence`, oldest first, at most `limit`. */
  readonly after: (sequence: number, limit: number) => CloudEvent[];
  /** Events behind `sequence` and at or after `time`, oldest first, at most `limit`. */
  readonly afterAndSince: (sequence: number, time: number, limit: number) => CloudEvent[];
  /** The newest `limit` events at or after `time`, oldest first. */
  readonly newestSince: (time: number, limit: number) => CloudEvent[];
  readonly countAfter: (sequence: number) => number;
  readonly first: () => number;
  readonly last: () => number;
};

const COLUMNS = 'sequence, id, source, type, subject, severity, time, boot, data, cause, chain';

export function eventReads(database: DatabaseSync): EventReads {
  const after = database.prepare(`SELECT ${COLUMNS} FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?`);
  const afterAndSince = database.prepare(
    `SELECT ${COLUMNS} FROM events WHERE sequence > ? AND time >= ? ORDER BY sequence LIMIT ?`,
  );
  const newestSince = database.prepare(`SELECT ${COLUMNS} FROM events WHERE time >= ? ORDER BY sequence DESC LIMIT ?`);
  // Every index entry holds the sequence too, and all of them are a twentieth of the table to read.
  const countAfter = database.prepare(
    'SELECT count(*) AS count FROM events INDEXED BY events_by_time WHERE sequence > ?',
  );
  const ends = database.prepare(
    'SELECT (SELECT min(sequence) FROM events) AS first, (SELECT max(sequence) FROM events) AS last',
  );
  return {
    after: (sequence, limit) => after.all(sequence, limit).map(eventOf),
    afterAndSince: (sequence, time, limit) => afterAndSince.all(sequence, time, limit).map(eventOf),
    newestSince: (time, limit) => newestSince.all(time, limit).map(eventOf).reverse(),
    countAfter: (sequence) => integerIn(countAfter.get(sequence), 'count'),
    first: () => optionalIntegerIn(ends.get(), 'first') ?? 0,
    last: () => optionalIntegerIn(ends.get(), 'last') ?? 0,
  };
}

/** Returns the call that adds one event and tells how many it added: 1, or 0 when it was there. */
export function eventWrites(database: DatabaseSync): (event: CloudEvent) => number {
  // An event that is there already comes from a commit that failed only in its report.
  const insert = database.prepare(
    `INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sequence) DO NOTHING`,
  );
  return (event) => {
    const { sequence, id, source, type, subject, severity, time, bootepoch, data } = event;
    const { changes } = insert.run(
      Number(sequence),
      id,
      source,
      type,
      subject,
      severity,
      Date.parse(time),
      bootepoch,
      JSON.stringify(data),
      event.causationid ?? null,
      event.correlationid ?? null,
    );
    return Number(changes);
  };
}

function eventOf(row: Row): CloudEvent {
  return {
    specversion: '1.0',
    id: textIn(row, 'id'),
    source: textIn(row, 'source'),
    type: textIn(row, 'type'),
    subject: textIn(row, 'subject'),
    time: new Date(integerIn(row, 'time')).toISOString(),
    datacontenttype: 'application/json',
    severity: severity.parse(row.severity),
    sequence: sequenceText(integerIn(row, 'sequence')),
    bootepoch: textIn(row, 'boot'),
    ...(typeof row.cause === 'string' ? { causationid: row.cause } : {}),
    ...(typeof row.chain === 'string' ? { correlationid: row.chain } : {}),
    data: eventData.parse(JSON.parse(textIn(row, 'data'))),
  };
}
