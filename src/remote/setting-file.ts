import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The first line of a file that holds nothing else. Rejects with the path of one that can't be read or is empty. */
export async function firstLineOf(file: string, what: string): Promise<string> {
  const [line = ''] = (await readSetting(file)).split(/\r?\n/);
  if (line === '') throw new Error(`${file}: expected a ${what} on the first line, found nothing`);
  return line;
}

const READ_MILLISECONDS = 5_000;

/** A file named in the settings, as text. Rejects with its path when it can't be read, or not in time. */
export async function readSetting(file: string): Promise<string> {
  const over = new AbortController();
  const deadline = sleep(READ_MILLISECONDS, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${READ_MILLISECONDS / 1000} s`);
  });
  try {
    return await Promise.race([readFile(file, 'utf8'), deadline]);
  } catch (error) {
    throw new Error(`${file}: it can not be read`, { cause: error });
  } finally {
    deadline.catch(() => {});
    over.abort();
  }
}
