import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { eventDrafts } from '../../test/support/event-draft.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { openDatabase } from './open-database.ts';
import { openStore } from './open-store.ts';
import { schemaVersion } from './schema.ts';
import { StoreError } from './store-error.ts';

const open = (file: string) => openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });

/** The error that opening throws. Fails the test when it throws none. */
function refusal(file: string): StoreError {
  try {
    open(file).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

/** A store with some events, closed. */
function storeFile(): string {
  const file = path.join(privateDirectory(), 'events.db');
  const store = open(file);
  store.record({ events: eventDrafts(2_000) });
  store.close();
  return file;
}

describe('a store that can not be opened', () => {
  it('is refused when the file is something else, and left as it is', () => {
    const file = path.join(privateDirectory(), 'events.db');
    writeFileSync(file, 'not a database, but somebody may need it\n'.repeat(100));
    const before = readFileSync(file);
    const error = refusal(file);
    expect(error.message).toContain(`${file}: it is not an event store, or it is damaged; move it away`);
    expect(error.cause).toBeInstanceOf(Error);
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused when its file was cut off', () => {
    const file = storeFile();
    truncateSync(file, 8_192);
    expect(refusal(file).message).toMatch(/events\.db: it is damaged; move it .* away and start again/);
    expect(statSync(file).size).toBe(8_192);
  });

  it('is refused when its pages are overwritten', () => {
    const file = storeFile();
    const { size } = statSync(file);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(size - 100, 0xaa), 0, size - 100, 100);
    closeSync(handle);
    expect(refusal(file).message).toContain(`${file}: it is `);
  });

  it('is refused when a newer netsteward wrote it', () => {
    const file = storeFile();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(refusal(file).message).toContain(
      `it was written by a newer netsteward (schema 99, this one knows ${schemaVersion})`,
    );
  });

  it('of the first schema is brought up to date with all that is in it', () => {
    const file = storeFile();
    const database = new DatabaseSync(file);
    const before = database.prepare('SELECT count(*) AS count FROM events').get();
    database.exec(
      'ALTER TABLE events DROP COLUMN cause; ALTER TABLE events DROP COLUMN chain; PRAGMA user_version = 1',
    );
    database.close();
    const opened = openDatabase(file);
    expect(opened.database.prepare('SELECT count(*) AS count FROM events').get()).toEqual(before);
    expect(opened.database.prepare('SELECT cause, chain FROM events').all()).toBeDefined();
    opened.close();
  });

  it('is refused when it is the database of another program', () => {
    const file = path.join(privateDirectory(), 'other.db');
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE cookies (name TEXT)');
    database.close();
    expect(refusal(file).message).toContain(`${file}: it is a database of another program`);
  });

  it('is refused when its directory can not be made', () => {
    const file = path.join(privateDirectory(), 'file');
    writeFileSync(file, '');
    const error = refusal(path.join(file, 'events.db'));
    expect(error.message).toContain('its directory can not be made');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('is refused when its directory would be below /proc, where none can be made', () => {
    expect(refusal('/proc/netsteward/state/events.db').message).toContain('its directory can not be made');
  });

  it('is refused when a directory stands in its place', () => {
    const directory = path.join(privateDirectory(), 'events.db');
    mkdirSync(directory);
    expect(refusal(directory).message).toContain(`${directory}: it can not be opened`);
  });

  it('leaves no lock behind when it is refused', () => {
    const file = storeFile();
    const bytes = readFileSync(file);
    writeFileSync(file, 'x'.repeat(5_000));
    refusal(file);
    writeFileSync(file, bytes);
    open(file).close();
  });
});

describe('a new store', () => {
  it('makes its directory, and closed in order it leaves a single file beside the lock', () => {
    const file = path.join(privateDirectory(), 'a/b/events.db');
    open(file).close();
    expect(statSync(file).size).toBeGreaterThan(0);
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(`${file}.lock`).size).toBe(0);
  });
});
