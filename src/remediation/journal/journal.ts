import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { JournalError, type Link, lineOf, noLink, readLines } from './chain.ts';
import type { Entry, Written } from './entry.ts';

/**
 * What was decided and done, in a file that only grows, each entry on the disk before the next thing happens. Once it
 * can't be written, or was changed by somebody, nothing may be done any more.
 */
export type Journal = {
  /** Settles when the entry is on the disk. Rejects with a JournalError; nothing is then to be done that it announced. */
  readonly append: (entry: Entry) => Promise<Written>;
  /** All entries of the files that are kept, oldest first, as they were when the journal was opened. */
  readonly earlier: readonly Written[];
  /** Why nothing can be written; nothing when all is well. */
  readonly trouble: () => string | undefined;
  /** The hash of the last line: whoever has it can tell later whether anything before it was changed. */
  readonly head: () => string;
  readonly close: () => Promise<void>;
};

export type JournalOptions = {
  readonly folder: string;
  readonly now?: () => number;
  /** At which size the next opening begins a new file. */
  readonly fileBytes?: number;
  /** How many full files are kept. */
  readonly files?: number;
};

export const JOURNAL_FILE = 'actions.journal';
/** `actions.journal.12`: the file that began after eleven others were full. */
const FULL_FILE = /^actions\.journal\.(\d+)$/;

/** Never rejects for what stands in the files: the journal then has its trouble, and takes nothing. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, now = Date.now, fileBytes = 8 * 2 ** 20, files = 8 } = options;
  const current = path.join(folder, JOURNAL_FILE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let trouble: string | undefined;
  let link: Link = noLink;
  let earlier: readonly Written[] = [];
  let handle: FileHandle | undefined;
  let torn: string | undefined;

  try {
    torn = await cutTornLine(current);
    const read = await readJournal(folder);
    ({ link, written: earlier } = read);
    if (read.bytes >= fileBytes) await beginNewFile(folder, files);
    handle = await open(current, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600);
    await flushFolder(folder);
  } catch (error) {
    trouble = messageOf(error);
  }

  const write = async (entry: Entry): Promise<Written> => {
    if (trouble !== undefined || handle === undefined) throw new JournalError(trouble ?? 'the journal is closed');
    const at = now();
    const next = lineOf(entry, at, link);
    try {
      await handle.writeFile(`${next.text}\n`);
      await handle.datasync();
    } catch (error) {
      // Whether the line is there or half there is not known: the next opening will see.
      trouble = `${current}: ${messageOf(error)}`;
      throw new JournalError(trouble, { cause: error });
    }
    link = next.link;
    return { at, number: next.link.number, entry };
  };

  let last: Promise<unknown> = Promise.resolve();
  const append = (entry: Entry): Promise<Written> => {
    const turn = last.then(() => write(entry));
    last = turn.catch(() => undefined);
    return turn;
  };
  if (torn !== undefined && trouble === undefined) {
    const told = await append({ what: 'torn', words: torn }).catch(() => undefined);
    if (told !== undefined) earlier = [...earlier, told];
  }

  return {
    append,
    earlier,
    trouble: () => trouble,
    head: () => link.hash,
    close: async () => {
      await last;
      await handle?.close();
      handle = undefined;
    },
  };
}

/**
 * All entries of the files that are kept, checked.
 * @throws JournalError where a line does not follow from the one before
 */
export async function readJournal(
  folder: string,
): Promise<{ readonly written: readonly Written[]; readonly link: Link; readonly bytes: number }> {
  const written: Written[] = [];
  const full = await fullFiles(folder);
  // The oldest that is kept may follow one that is not.
  let link: Link | undefined = full.length > 0 && full[0]?.number !== 1 ? undefined : noLink;
  let bytes = 0;
  for (const name of [...full.map((one) => one.name), JOURNAL_FILE]) {
    const file = path.join(folder, name);
    const text = await textOf(file);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const read = readLines(whole, file, link);
    written.push(...read.written);
    link = read.link;
    bytes = Buffer.byteLength(text);
  }
  return { written, link: link ?? noLink, bytes };
}

/** A line without its end was being written when the agent or the machine stopped: it announced nothing that was done. */
async function cutTornLine(file: string): Promise<string | undefined> {
  const text = await textOf(file);
  if (text === '' || text.endsWith('\n')) return undefined;
  const whole = text.lastIndexOf('\n') + 1;
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(Buffer.byteLength(text.slice(0, whole)));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return `the last line was cut off while it was written: ${text.slice(whole, whole + 500)}`;
}

async function beginNewFile(folder: string, files: number): Promise<void> {
  const full = await fullFiles(folder);
  const next = (full.at(-1)?.number ?? 0) + 1;
  await rename(path.join(folder, JOURNAL_FILE), path.join(folder, `${JOURNAL_FILE}.${next}`));
  for (const { name } of full.slice(0, Math.max(0, full.length + 1 - files))) await rm(path.join(folder, name));
}

async function fullFiles(folder: string): Promise<readonly { readonly name: string; readonly number: number }[]> {
  const found: { name: string; number: number }[] = [];
  for (const name of await readdir(folder).catch(noneIfAbsent)) {
    const [, number] = FULL_FILE.exec(name) ?? [];
    if (number !== undefined) found.push({ name, number: Number(number) });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** A folder that is not there holds nothing yet. */
function noneIfAbsent(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
