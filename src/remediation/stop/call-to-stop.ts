import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Stops that came from outside, on their way into the file that keeps them. */
export type CallsToStop = {
  /** Stops from this moment on. */
  readonly stop: (words: string) => void;
  /** What the file does not hold: what is being written, and what could not be. */
  readonly stops: () => readonly string[];
};

export type CallsToStopOptions = {
  /** The stop file of this host, which people take away to go on. */
  readonly file: string;
  /** Done when whoever watches that file has looked at it. */
  readonly look: () => Promise<void>;
  readonly changed: () => void;
  readonly warn: (error: unknown, words: string) => void;
};

/**
 * Puts a call to stop into the stop file, so that it outlives the agent and ends only when a person ends it. One that can't
 * be written stops until the agent ends.
 */
export function callsToStop({ file, look, changed, warn }: CallsToStopOptions): CallsToStop {
  const unwritten = new Set<string>();
  const keep = async (words: string) => {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      // Whatever stands there stops already, and may be what a person has written.
      await writeFile(file, `${words}\n`, { flag: 'wx' }).catch((error: unknown) => {
        if (!isThere(error)) throw error;
      });
      await look();
      unwritten.delete(words);
    } catch (error) {
      warn(error, `a call to stop can not be kept in ${file}: it holds until the agent ends`);
    }
    changed();
  };
  return {
    stop: (words) => {
      if (unwritten.has(words)) return;
      unwritten.add(words);
      changed();
      void keep(words);
    },
    stops: () => [...unwritten],
  };
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
