import type { DatabaseSync } from 'node:sqlite';
import { integerIn } from './row.ts';
import { StoreError } from './store-error.ts';
import { inTransaction } from './transaction.ts';

/** Marks a database as ours, in the header field that SQLite has for this: "nstw". */
const APPLICATION_ID = 0x6e737477;

/** Each brings the database from the version of its index to the next one. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL,
    time INTEGER NOT NULL,
    boot TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_time ON events (time);
  CREATE TABLE readings (collector TEXT PRIMARY KEY, boot TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE states (
    collector TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (collector, kind, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE cursors (receiver TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE notes (
    receiver TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (receiver, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE events ADD COLUMN cause TEXT;
  ALTER TABLE events ADD COLUMN chain TEXT;
  `,
];

export const schemaVersion = MIGRATIONS.length;

/**
 * Brings the database to this version's schema, all steps in one transaction.
 * @throws StoreError when it belongs to another program or to a newer netsteward
 */
export function migrate(database: DatabaseSync, file: string): void {
  const version = versionOf(database, file);
  if (version === schemaVersion) return;
  inTransaction(database)(() => {
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${schemaVersion}`);
  });
}

/** The schema's version; 0 for a database without any table. Throws a StoreError as `migrate` does. */
export function versionOf(database: DatabaseSync, file: string): number {
  const application = integerIn(database.prepare('PRAGMA application_id').get(), 'application_id');
  const tables = integerIn(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get(), 'tables');
  if (application !== APPLICATION_ID) {
    if (application === 0 && tables === 0) return 0;
    throw new StoreError(file, 'it is a database of another program; name another file, or move this one away');
  }
  const version = integerIn(database.prepare('PRAGMA user_version').get(), 'user_version');
  if (version <= schemaVersion) return version;
  throw new StoreError(
    file,
    `it was written by a newer netsteward (schema ${version}, this one knows ${schemaVersion}); ` +
      'start that version again, or move the file away: a new one is made',
  );
}
