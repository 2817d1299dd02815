import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './schema.ts';
import { StoreError, sqliteCode, storeErrorOf } from './store-error.ts';

/** A path that stands for a database without a file. */
export const inMemory = ':memory:';

export type OpenDatabase = { readonly database: DatabaseSync; readonly close: () => void };

/** How long another program (a person with the sqlite3 shell) may hold the database before a write is put off. */
const BUSY_MILLISECONDS = 100;

/**
 * The write-ahead log, in pages, at which a commit also copies it into the database file and waits for the disk.
 * Pruning does that earlier and more often, so that recording seldom has to.
 */
const LOG_PAGES = 4_000;
const LOG_BYTES_KEPT = 4 * 2 ** 20;

/**
 * Opens the database for the only process that writes to it, and makes it and its directory where they are missing.
 *
 * WAL with `synchronous=NORMAL` (https://www.sqlite.org/pragma.html#pragma_synchronous): every commit outlives the
 * process. A power loss can take back the commits since the log was last copied into the file, never tear one apart.
 *
 * @throws StoreError when another process writes to it, or when it is damaged, too new or not ours
 */
export function openDatabase(file: string): OpenDatabase {
  const release = file === inMemory ? () => {} : lock(file);
  let database: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(file, { timeout: BUSY_MILLISECONDS });
    database = opened;
    opened.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    opened.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}; PRAGMA journal_size_limit = ${LOG_BYTES_KEPT}`);
    migrate(opened, file);
    return {
      database: opened,
      close: () => {
        if (opened.isOpen) opened.close();
        release();
      },
    };
  } catch (error) {
    database?.close();
    release();
    throw storeErrorOf(file, error);
  }
}

/**
 * Holds `<file>.lock` until released. The lock is SQLite's own on a second, empty database: a lock that the kernel keeps
 * (fcntl(2)), so that it goes with the process however that ends. The events' file itself can't be held, or nobody could
 * read it meanwhile.
 */
function lock(file: string): () => void {
  const lockFile = `${file}.lock`;
  let holder: DatabaseSync | undefined;
  try {
    makeFolder(path.dirname(file));
    holder = new DatabaseSync(lockFile);
    holder.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = holder;
    return () => {
      if (held.isOpen) held.close();
    };
  } catch (error) {
    holder?.close();
    if (sqliteCode(error) === 5) {
      throw new StoreError(
        file,
        'another netsteward is using it; stop that one, or give this one another state directory',
      );
    }
    if (sqliteCode(error) !== undefined) throw storeErrorOf(lockFile, error);
    throw new StoreError(file, 'its directory can not be made', { cause: error });
  }
}

/** Step by step: Node's own recursive way never returns below /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}
