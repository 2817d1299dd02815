import fs from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { messageOf } from '../../../core/errors.ts';
import { CheckFailure } from '../kind.ts';
import { CLONE_NEWNET } from './abi.ts';
import type { Libc } from './libc.ts';

/** Where ip-netns(8) keeps the namespaces that have a name. */
const NAMED = '/run/netns';

export type Namespaces = {
  /**
   * Does something with this thread in a named network namespace, and comes back. Nothing in `action` may wait. Throws a
   * `CheckFailure` that says `no-place` when it can't be entered.
   */
  readonly within: <T>(name: string, action: () => T) => T;
  /** The same in the namespace of a file such as `/proc/4711/ns/net` (namespaces(7)). */
  readonly withinFile: <T>(file: string, action: () => T) => T;
  readonly close: () => void;
};

/**
 * A namespace belongs to the thread (setns(2)): the others stay where they are. A socket keeps the one it was made in.
 * @param lost ends the thread when the way back is barred: from a wrong place everything would be checked wrongly
 */
export function createNamespaces(libc: Libc, lost: (error: Error) => never): Namespaces {
  const home = fs.openSync('/proc/thread-self/ns/net', 'r');
  const enter = (fd: number, name: string): void => {
    const errno = libc.setns(fd, CLONE_NEWNET) === 0 ? 0 : libc.errno();
    fs.closeSync(fd);
    if (errno !== 0) throw new CheckFailure('no-place', `network namespace ${name}: ${getSystemErrorMessage(-errno)}`);
  };
  // Opened each time: the name may lead to another namespace by now, and an open one could never go.
  const visit = <T>(fd: number, name: string, action: () => T): T => {
    enter(fd, name);
    try {
      return action();
    } finally {
      if (libc.setns(home, CLONE_NEWNET) !== 0) lost(new Error(`no way back from network namespace ${name}`));
    }
  };
  return {
    within: (name, action) => visit(openNamespace(name), name, action),
    withinFile: (file, action) => visit(openFile(file, file), file, action),
    close: () => fs.closeSync(home),
  };
}

function openNamespace(name: string): number {
  if (name === '' || name.startsWith('.') || name.includes('/')) {
    throw new CheckFailure('no-place', `${name} is no name of a network namespace`);
  }
  return openFile(`${NAMED}/${name}`, name);
}

function openFile(file: string, name: string): number {
  try {
    return fs.openSync(file, 'r');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = gone ? `no network namespace ${name}` : `network namespace ${name}: ${messageOf(error)}`;
    throw new CheckFailure('no-place', why, { cause: error });
  }
}
