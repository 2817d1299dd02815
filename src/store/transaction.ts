import type { DatabaseSync } from 'node:sqlite';

/** Returns a runner whose calls are in the database as a whole, or not at all when they throw. */
export function inTransaction(database: DatabaseSync): <Result>(call: () => Result) => Result {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return (call) => {
    begin.run();
    try {
      const result = call();
      commit.run();
      return result;
    } catch (error) {
      // SQLite has already taken everything back after some errors, such as a full disk.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
}
