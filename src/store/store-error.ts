/** The event store can't be opened, read or written. The message names the file and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** The database's path, or `:memory:`. */
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}

const DAMAGED = 'it is damaged; move it and its -wal and -shm files away and start again: a new one is made';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) for which there is something to say. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [5, 'another program is writing to it; close that program'],
  [8, 'it can not be written; check its owner, its mode and whether its file system is mounted read-only'],
  [10, 'the disk answers with errors; check the kernel log and the file system'],
  [11, DAMAGED],
  [13, 'the disk is full; make room on its file system'],
  [14, 'it can not be opened; check that its directory exists and may be entered and written by this user'],
  [26, 'it is not an event store, or it is damaged; move it away and start again: a new one is made'],
]);

/**
 * The primary result code of an error that node:sqlite threw; `undefined` for any other.
 * @see https://nodejs.org/docs/latest-v24.x/api/sqlite.html
 */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** What `error` means for the store in `file`. A StoreError is handed back as it is. */
export function storeErrorOf(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  const advice = code === undefined ? DAMAGED : ADVICE.get(code);
  return new StoreError(file, advice === undefined ? message : `${advice} (${message})`, { cause: error });
}

/** The same call, whose errors are StoreErrors. */
export function guard<Args extends readonly unknown[], Result>(
  file: string,
  call: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      throw storeErrorOf(file, error);
    }
  };
}
