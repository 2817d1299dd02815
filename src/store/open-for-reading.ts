import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { integerIn, optionalIntegerIn } from './row.ts';
import { schemaVersion, versionOf } from './schema.ts';
import { guard, StoreError, sqliteCode, storeErrorOf } from './store-error.ts';

export type ReadableDatabase = {
  readonly database: DatabaseSync;
  /** Changes with every write of another process. Throws a StoreError when the file was replaced. */
  readonly version: () => number;
  readonly last: () => number;
  readonly close: () => void;
};

/** Opens the store's database beside its writer, never changing it. Throws a StoreError when that can't be done. */
export function openForReading(file: string): ReadableDatabase {
  const inode = inodeOf(file);
  const database = connect(file);
  try {
    if (versionOf(database, file) !== schemaVersion) {
      throw new StoreError(
        file,
        'it was written by an older netsteward; start this version once to bring it up to date',
      );
    }
    const version = database.prepare('PRAGMA data_version');
    const last = database.prepare('SELECT max(sequence) AS last FROM events');
    return {
      database,
      version: guard(file, () => {
        if (inodeOf(file) !== inode) throw new StoreError(file, 'it was replaced by another file; start again');
        return integerIn(version.get(), 'data_version');
      }),
      last: guard(file, () => optionalIntegerIn(last.get(), 'last') ?? 0),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw storeErrorOf(file, error);
  }
}

/**
 * A reader joins the log's shared memory, `<file>-shm`. While no process writes, that file is not there, and who may not
 * make it reads the database file alone. That is complete only when there is no log.
 */
function connect(file: string): DatabaseSync {
  try {
    return proven(new DatabaseSync(file, { readOnly: true }));
  } catch (error) {
    if (sqliteCode(error) !== 8 && sqliteCode(error) !== 14) throw storeErrorOf(file, error);
    if (sizeOf(`${file}-wal`) > 0) {
      throw new StoreError(file, 'its writer did not end in order; start it again, or read it as its owner', {
        cause: error,
      });
    }
    const alone = pathToFileURL(file);
    alone.searchParams.set('immutable', '1');
    return guard(file, () => proven(new DatabaseSync(alone, { readOnly: true })))();
  }
}

/** SQLite opens files only at the first statement. */
function proven(database: DatabaseSync): DatabaseSync {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function inodeOf(file: string): number {
  try {
    return statSync(file).ino;
  } catch (error) {
    throw new StoreError(file, 'there is no event store here; start netsteward, or name its state directory', {
      cause: error,
    });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
