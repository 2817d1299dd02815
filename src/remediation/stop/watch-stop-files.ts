import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStopFile } from './read-stop-file.ts';

/** The files that stop everything as long as one of them is there. */
export type StopFiles = {
  /** Why everything is stopped, in words, one line for each file; empty when nothing stops. */
  readonly stops: () => readonly string[];
  /** Done when every file was looked at for the first time; up to then each of them stops. */
  readonly looked: Promise<void>;
  /** Looks at all of them now. */
  readonly look: () => Promise<void>;
};

export type StopFileOptions = {
  readonly paths: readonly string[];
  /** Called after the first look and after every change, with all that stops now. */
  readonly changed: (stops: readonly string[]) => void;
  /** Milliseconds between two looks where the kernel tells nothing (network file systems), and the longest for one. */
  readonly pollMs?: number;
  readonly deadlineMs?: number;
  readonly read?: (file: string) => Promise<string | undefined>;
};

const POLL_MS = 2_000;
const DEADLINE_MS = 2_000;

/**
 * Watches for stop files until the signal is aborted: by what the kernel tells of their folders, and by looking from time
 * to time besides. A file that can't be looked at in time stops; it is not looked at again before it has answered.
 */
export function watchStopFiles(options: StopFileOptions, signal: AbortSignal): StopFiles {
  const { changed, pollMs = POLL_MS, deadlineMs = DEADLINE_MS, read = readStopFile } = options;
  const paths = [...new Set(options.paths.map((one) => path.resolve(one)))];
  const found = new Map<string, string | undefined>(paths.map((one) => [one, `${one} was not looked at yet`]));
  const looks = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();
  const watchers = new Map<string, FSWatcher>();
  const stops = () => [...found.values()].flatMap((words) => words ?? []);

  const settle = (file: string, words: string | undefined) => {
    if (signal.aborted || found.get(file) === words) return;
    found.set(file, words);
    if (hasLooked) changed(stops());
  };
  const lookOnce = async (file: string): Promise<void> => {
    const answer = read(file);
    const over = new AbortController();
    const late = sleep(deadlineMs, undefined, { signal: over.signal, ref: false }).then(
      () => `${file} can't be looked at: no answer within ${deadlineMs / 1000} s`,
    );
    late.catch(() => {});
    settle(file, await Promise.race([answer, late]));
    over.abort();
    settle(file, await answer);
  };
  const begin = (file: string): Promise<void> => {
    const now = lookOnce(file).finally(() => looks.delete(file));
    looks.set(file, { now });
    return now;
  };
  /** Done when a look that begins from now on is. */
  const look = (file: string): Promise<void> => {
    const going = looks.get(file);
    if (going === undefined) return begin(file);
    going.next ??= going.now.then(() => begin(file));
    return going.next;
  };
  /** One that hangs holds up nobody. */
  const lookAtAll = async (): Promise<void> => {
    const late = () => sleep(deadlineMs + 50, undefined, { signal, ref: false }).catch(() => {});
    await Promise.all(paths.map((file) => Promise.race([look(file), late()])));
  };

  let hasLooked = false;
  const looked = lookAtAll().then(() => {
    hasLooked = true;
    if (!signal.aborted) changed(stops());
  });

  const follow = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        // The folder may be one in which much else is written.
        const file = paths.find((one) => path.dirname(one) === folder && path.basename(one) === name);
        if (file !== undefined) void look(file);
      });
      watchers.set(folder, watcher);
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(folder);
      });
    } catch {
      // No such folder, or no more watches: it is looked at from time to time.
    }
  };
  const followAll = () => {
    for (const file of paths) follow(path.dirname(file));
  };
  followAll();
  const timer = setInterval(() => {
    followAll();
    for (const file of paths) void look(file);
  }, pollMs);
  timer.unref();
  const end = () => {
    clearInterval(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return { stops, looked, look: lookAtAll };
}
