import { atMost } from '../../../core/at-most.ts';
import { isAbsent } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import { findFiles } from './find-files.ts';
import { lookedAt, newFile, type Patience, type PoolFile, type Seen } from './pool-file.ts';

/** The files with pools, as they were found at the last look. */
export type PoolFiles = {
  /**
   * Reads all files again. Says whether anything is different now. Calls wait for each other.
   */
  readonly look: (signal: AbortSignal, patience: Patience) => Promise<boolean>;
  /** In alphabetic order, without those that have just come. */
  readonly files: () => readonly PoolFile[];
  readonly problems: () => readonly Problem[];
  /** Whether a file may be there that is not among them: it has just come, or its directory can't be listed. */
  readonly mayHave: (path: string) => boolean;
  /** Whether there may be pools that could not be read since the agent began. */
  readonly isBlind: () => boolean;
};

const AT_A_TIME = 8;
const NOT_THERE = 'there is no such file or directory';

type Sight = { readonly file: PoolFile | undefined; readonly problem: Problem | undefined };

/** @param clock milliseconds that never go backwards */
export function createPoolFiles(host: Host, patterns: readonly string[], clock: () => number): PoolFiles {
  let known: ReadonlyMap<string, PoolFile> = new Map();
  let problems: readonly Problem[] = [];
  let hidden = false;
  let last: Promise<unknown> = Promise.resolve();

  const look = async (signal: AbortSignal, patience: Patience): Promise<boolean> => {
    const found = await Promise.all(patterns.map((pattern) => findFiles(host, pattern, signal)));
    const listed = new Set(found.flatMap(({ files }) => files));
    const isHidden = found.some(({ mayRemain }) => mayRemain);

    const visit = async (path: string): Promise<Sight> => {
      const file = known.get(path);
      // What is in a directory that can't be listed stays as it is.
      if (!listed.has(path) && isHidden) return { file, problem: undefined };
      const seen = listed.has(path) ? await see(host, path, signal) : 'gone';
      const isMissed = seen === 'gone' && patterns.includes(path);
      return {
        file:
          file === undefined && seen === 'gone' ? file : await lookedAt(file ?? newFile(path), seen, clock(), patience),
        problem: isMissed ? { subject: path, message: NOT_THERE } : undefined,
      };
    };

    const sights = await atMost(AT_A_TIME, [...new Set([...known.keys(), ...listed])].sort(), visit);
    signal.throwIfAborted();
    const files = sights.flatMap(({ file }) => file ?? []);
    const nowProblems = [...found, ...sights].flatMap(({ problem }) => problem ?? []);
    const isDifferent =
      differ([...known.values()].filter(isJudged), files.filter(isJudged)) ||
      isHidden !== hidden ||
      differInText(problems, nowProblems);
    known = new Map(files.map((file) => [file.path, file]));
    problems = nowProblems;
    hidden = isHidden;
    return isDifferent;
  };

  return {
    look: (signal, patience) => {
      const turn = last.then(() => look(signal, patience));
      last = turn.catch(() => undefined);
      return turn;
    },
    files: () => [...known.values()].filter(isJudged),
    problems: () => [
      ...problems,
      ...[...known.values()].flatMap(({ path, error }) =>
        error === undefined ? [] : { subject: path, message: error },
      ),
    ],
    mayHave: (path) => hidden || known.has(path),
    isBlind: () => hidden || [...known.values()].some(({ pools }) => pools === undefined),
  };
}

async function see(host: Host, path: string, signal: AbortSignal): Promise<Seen> {
  try {
    return { text: await host.readText(path, signal) };
  } catch (failure) {
    signal.throwIfAborted();
    return isAbsent(failure) ? 'gone' : { failure };
  }
}

/** A file that has just come is not spoken of before it is known what is in it. */
function isJudged({ pools, error }: PoolFile): boolean {
  return pools !== undefined || error !== undefined;
}

function differ(before: readonly PoolFile[], after: readonly PoolFile[]): boolean {
  return (
    before.length !== after.length ||
    after.some((file, index) => {
      const old = before[index];
      return old?.path !== file.path || old.pools !== file.pools || old.error !== file.error;
    })
  );
}

function differInText(before: readonly Problem[], after: readonly Problem[]): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
