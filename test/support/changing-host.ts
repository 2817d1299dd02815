import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import { privateDirectory } from './private-directory.ts';

/** A recorded host that a test lets change between readings, and what was asked of it. */
export type ChangingHost = {
  readonly host: Host;
  /** The folder that is the host now. */
  readonly root: string;
  /** Puts a text where the host has the file, or a recording's own file such as `….error`. */
  readonly write: (path: string, text: string) => void;
  /** Takes a file or folder away. */
  readonly remove: (path: string) => void;
  /** The paths read, listed or followed since the last call, in alphabetic order, those in namespaces with `netns:` in front. */
  readonly asked: () => readonly string[];
};

/**
 * @param recording the folder that the host begins as (see `src/host/recording.ts`); nothing of it is changed
 * @param readDeadlineMs the longest that a file is waited for; long enough for a busy machine unless a test needs it short
 */
export function changingHost(recording: string, readDeadlineMs = 10_000): ChangingHost {
  const root = privateDirectory();
  cpSync(recording, root, { recursive: true });
  let asked: string[] = [];
  const note = (netns: string, path: string) => asked.push(netns === '' ? path : `${netns}:${path}`);
  return {
    host: noting(recordedHost(root, { readDeadlineMs }), note),
    root,
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    asked: () => {
      const paths = asked.sort();
      asked = [];
      return paths;
    },
  };
}

function noting(door: Host, note: (netns: string, path: string) => void): Host {
  return {
    ...door,
    readText: (path, signal) => {
      note(door.netns, path);
      return door.readText(path, signal);
    },
    list: (path, signal) => {
      note(door.netns, path);
      return door.list(path, signal);
    },
    readLink: (path, signal) => {
      note(door.netns, path);
      return door.readLink(path, signal);
    },
    namespaces: async (signal) =>
      (await door.namespaces(signal)).map((namespace) =>
        'host' in namespace ? { ...namespace, host: noting(namespace.host, note) } : namespace,
      ),
  };
}
