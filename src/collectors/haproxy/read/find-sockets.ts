import { matchesGlob } from 'node:path';
import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';

/** A socket to be asked. */
export type Socket = {
  /** By which its process goes: the file's name without its ending, the whole path where two have the same name. */
  readonly name: string;
  /** A path, or `address:port`. */
  readonly target: string;
};

const WILDCARD = /[*?]/;
// admin.sock, haproxy.socket
const ENDING = /\.(?:sock|socket)$/;

/** The sockets that the patterns name. Files need not be there; of patterns only what is. */
export async function findSockets(
  host: Host,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly sockets: readonly Socket[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const list = async (directory: string): Promise<readonly string[]> => {
    try {
      return await host.list(directory === '' ? '/' : directory, signal);
    } catch (error) {
      if (!isAbsent(error)) problems.push({ subject: directory, message: messageOf(error) });
      return [];
    }
  };
  /** Follows a pattern one directory after the other. */
  const expand = async (pattern: string): Promise<readonly string[]> => {
    if (!WILDCARD.test(pattern)) return [pattern];
    let paths: readonly string[] = [''];
    const parts = pattern.split('/').slice(1);
    for (const part of parts) {
      const steps = paths.map(async (path) => {
        if (!WILDCARD.test(part)) return [`${path}/${part}`];
        return (await list(path)).filter((name) => matchesGlob(name, part)).map((name) => `${path}/${name}`);
      });
      paths = (await Promise.all(steps)).flat();
    }
    return paths;
  };
  const targets = [...new Set((await Promise.all(patterns.map(expand))).flat())];
  const found = new Map<string, Socket>();
  for (const target of targets) {
    const short = target.startsWith('/') ? (target.split('/').at(-1) ?? target).replace(ENDING, '') : target;
    const name = found.has(short) ? target : short;
    found.set(name, { name, target });
  }
  return { sockets: [...found.values()], problems };
}
