import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Silence } from './silence.ts';
import { readSilence, writeSilence } from './silence-text.ts';

/**
 * Silences as files, one for each, in a folder of the state directory. Every change is one new name for a finished file:
 * writers need not know of each other, and nobody ever reads half a silence.
 */
export type SilenceFolder = {
  /** Gives it its name. */
  readonly add: (silence: Omit<Silence, 'id'>) => Promise<Silence>;
  readonly replace: (silence: Silence) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly read: () => Promise<ReadSilences>;
  /** Changes with every change of the folder; nothing when it has changed so lately that one more might not be seen. */
  readonly stamp: () => Promise<string | undefined>;
};

export type ReadSilences = {
  readonly silences: readonly Silence[];
  /** What is wrong with files, by file. */
  readonly problems: ReadonlyMap<string, string>;
};

/** Far more than the ticks in which file systems keep time. */
const LATELY_MS = 500;
const FILE = /^[0-9a-f]{8}\.json$/;

export function silenceFolder(folder: string): SilenceFolder {
  const fileOf = (id: string) => path.join(folder, `${id}.json`);

  /** A finished file under a name that nobody looks at. */
  const prepare = async (text: string): Promise<string> => {
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, `.${randomBytes(8).toString('hex')}`);
    await writeFile(file, text, { mode: 0o644, flush: true });
    return file;
  };

  const add = async (silence: Omit<Silence, 'id'>): Promise<Silence> => {
    const named = { ...silence, id: randomBytes(4).toString('hex') };
    const file = await prepare(writeSilence(named));
    try {
      await link(file, fileOf(named.id));
      return named;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return await add(silence);
      throw error;
    } finally {
      await rm(file, { force: true });
    }
  };

  return {
    add,
    replace: async (silence) => {
      const file = await prepare(writeSilence(silence));
      await rename(file, fileOf(silence.id));
    },
    remove: (id) => rm(fileOf(id), { force: true }),
    read: async () => {
      const silences: Silence[] = [];
      const problems = new Map<string, string>();
      for (const name of await namesIn(folder)) {
        const file = path.join(folder, name);
        try {
          const silence = readSilence(await readFile(file, 'utf8'));
          if (`${silence.id}.json` !== name) throw new Error(`it is the silence ${silence.id}`);
          silences.push(silence);
        } catch (error) {
          if (codeOf(error) !== 'ENOENT') problems.set(file, messageOf(error));
        }
      }
      return { silences, problems };
    },
    stamp: async () => {
      try {
        const { ino, mtimeNs, mtimeMs } = await stat(folder, { bigint: true });
        return Math.abs(Date.now() - Number(mtimeMs)) < LATELY_MS ? undefined : `${ino} ${mtimeNs}`;
      } catch (error) {
        return codeOf(error);
      }
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
