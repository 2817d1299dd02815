import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileStamp } from '../file-stamp.ts';
import { parseHosts, parseResolverSettings, type ResolverSettings } from './resolver-files.ts';

/** What the system's files say of names. */
export type SystemFiles = {
  readonly settings: ResolverSettings;
  readonly hosts: ReadonlyMap<string, readonly string[]>;
};

/**
 * Reads them as they are now. A namespace has files of its own below /etc/netns, which take the place of the others as
 * `ip netns exec` has it (ip-netns(8)).
 */
export type ReadSystemFiles = (netns: string | undefined) => SystemFiles;

/** @param root the directory that is /etc */
export function createSystemFiles(root = '/etc'): ReadSystemFiles {
  const kept = new Map<string, { readonly stamp: string; readonly read: SystemFiles }>();
  return (netns) => {
    const [settings, hosts] = ['resolv.conf', 'hosts'].map((file) => {
      const own = path.join(root, 'netns', netns ?? '', file);
      return netns !== undefined && existsSync(own) ? own : path.join(root, file);
    });
    const files = [settings ?? '', hosts ?? ''];
    const stamp = `${files} ${fileStamp(files)}`;
    const last = kept.get(netns ?? '');
    if (last?.stamp === stamp) return last.read;
    const read = {
      settings: parseResolverSettings(contents(settings ?? '')),
      hosts: parseHosts(contents(hosts ?? '')),
    };
    kept.set(netns ?? '', { stamp, read });
    return read;
  };
}

/** A file that can't be read is one that says nothing, as for the system's own resolver. */
function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
