import { open } from 'node:fs/promises';
import { ConfigError } from '../core/yaml/config-error.ts';

const MAX_BYTES = 1024 * 1024;

/** The text of a configuration file. Throws a ConfigError when it can't be read, is no text, or is larger than 1 MiB. */
export async function readConfigFile(file: string, signal?: AbortSignal): Promise<string> {
  const fail = (message: string, cause?: unknown): never => {
    throw new ConfigError([{ place: { file, line: 0, column: 0 }, path: '', message }], { cause });
  };
  const bytes = await readAtMost(file, MAX_BYTES + 1, signal).catch((error: unknown) => fail(reason(error), error));
  if (bytes.length > MAX_BYTES) return fail('larger than 1 MiB, which no configuration is');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return fail('not text in UTF-8', error);
  }
}

async function readAtMost(file: string, limit: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(limit);
    let length = 0;
    while (length < limit) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(bytes, length, limit - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'is a directory, expected a file'],
  ['EACCES', 'may not be read by this user'],
  ['ENOTDIR', 'there is no such file'],
]);

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS.get(code) ?? `can't be read: ${error instanceof Error ? error.message : String(error)}`;
}
