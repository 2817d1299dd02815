import { matchesGlob } from 'node:path';
import type { Host } from './host.ts';

/** Where ip-netns(8) keeps the namespaces that have a name. */
export const NAMED = '/run/netns';

/** Which namespaces are looked at. */
export type NamespaceSelection = {
  /** Globs over names; a name is taken when one of `include` and none of `exclude` fits. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Also namespaces that have no name but a process in them (containers). */
  readonly processes: boolean;
  /** How many are looked at; each one costs a small process. Those beyond it are named in an error. */
  readonly limit: number;
};

/** A namespace that was found: its label, the file that opens it, and the inode number that is its identity. */
export type Found = { readonly netns: string; readonly path: string; readonly inode: string };

type Files = Pick<Host, 'list' | 'readLink'> & {
  /** The inode number of a namespace file, followed through links. */
  readonly inode: (path: string, signal: AbortSignal) => Promise<string>;
};

/** The namespaces of the host other than the agent's own, in order of name. One that vanishes meanwhile is left out. */
export async function findNamespaces(
  files: Files,
  selection: NamespaceSelection,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const own = await files.inode('/proc/self/ns/net', signal);
  const seen = new Set([own]);
  const found: Found[] = [];
  const take = async (netns: string, path: string) => {
    const inode = await files.inode(path, signal).catch(() => undefined);
    if (inode === undefined || seen.has(inode)) return;
    seen.add(inode);
    found.push({ netns, path, inode });
  };
  for (const name of await namedNamespaces(files, signal)) {
    if (isSelected(name, selection)) await take(name, `${NAMED}/${name}`);
  }
  if (selection.processes) {
    for (const [inode, path] of await processNamespaces(files, signal)) await take(inode, path);
  }
  return found;
}

async function namedNamespaces(files: Files, signal: AbortSignal): Promise<readonly string[]> {
  return await files.list(NAMED, signal).catch(() => []);
}

function isSelected(name: string, { include, exclude }: NamespaceSelection): boolean {
  const fits = (glob: string) => matchesGlob(name, glob);
  return include.some(fits) && !exclude.some(fits);
}

// net:[4026531840]
const NAMESPACE_LINK = /^net:\[(\d+)\]$/;

/** By inode number, the file of the process with the lowest id in it (namespaces(7), /proc/pid/ns/net). */
async function processNamespaces(files: Files, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const first = new Map<string, string>();
  const ids = (await files.list('/proc', signal)).map(Number).filter(Number.isInteger);
  for (const id of ids.sort((a, b) => a - b)) {
    const path = `/proc/${id}/ns/net`;
    const link = await files.readLink(path, signal).catch(() => '');
    const inode = NAMESPACE_LINK.exec(link)?.[1];
    if (inode !== undefined && !first.has(inode)) first.set(inode, path);
  }
  return first;
}
