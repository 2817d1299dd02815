import { isAbsent, messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Owner } from './owner.ts';

/** A file with its text, or why it could not be read. */
export type FoundFile = { readonly path: string } & ({ readonly text: string } | { readonly problem: string });

/** A file's text; nothing when it is not there. */
export async function readFileAt(host: Host, path: string, signal: AbortSignal): Promise<FoundFile | undefined> {
  try {
    return { path, text: await host.readText(path, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return isAbsent(error) ? undefined : { path, problem: messageOf(error) };
  }
}

/** The files of a folder whose names fit, sorted by name; none when there is no folder. */
export async function readFolder(
  host: Host,
  folder: string,
  fits: (name: string) => boolean,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  let names: readonly string[];
  try {
    names = await host.list(folder, signal);
  } catch (error) {
    signal.throwIfAborted();
    return isAbsent(error) ? [] : [{ path: folder, problem: messageOf(error) }];
  }
  const files = await Promise.all(names.filter(fits).map((name) => readFileAt(host, `${folder}/${name}`, signal)));
  return files.flatMap((file) => file ?? []);
}

/** What can't be read may say anything. */
export function unread(owner: string, { path, problem }: { readonly path: string; readonly problem: string }): Owner {
  return { owner, where: path, insists: false, words: `${owner} may set it: ${problem}` };
}

/** Takes apart the files that could be read from those that could not, which are told as owners. */
export function readable(
  owner: string,
  files: readonly FoundFile[],
): { readonly texts: readonly { readonly path: string; readonly text: string }[]; readonly unread: readonly Owner[] } {
  return {
    texts: files.filter((file) => 'text' in file),
    unread: files.flatMap((file) => ('problem' in file ? [unread(owner, file)] : [])),
  };
}

/** `90-limits.conf` of `/etc/sysctl.d/90-limits.conf`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
