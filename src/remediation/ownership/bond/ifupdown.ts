import { matchesGlob } from 'node:path';
import type { Host } from '../../../host/host.ts';
import type { Owner } from '../owner.ts';
import { baseName, type FoundFile, readFileAt, readFolder, unread } from '../read-files.ts';
import { type Interface, parseInterfaces } from './interfaces.ts';

const OWNER = 'ifupdown';
const INTERFACES = '/etc/network/interfaces';
const MOST_FILES = 256;
/** Names that a folder's files must have to be read (interfaces(5), source-directory). */
const PLAIN = /^[A-Za-z0-9_-]+$/;

/** Stanzas of interfaces(5) that set the active slave of this bond, for ifenslave(8) to do so when it comes up. */
export async function findIfupdown(host: Host, bond: string, signal: AbortSignal): Promise<readonly Owner[]> {
  const owners: Owner[] = [];
  const seen = new Set<string>();
  const waiting: FoundFile[] = [];
  const first = await readFileAt(host, INTERFACES, signal);
  if (first !== undefined) waiting.push(first);
  for (let file = waiting.shift(); file !== undefined && seen.size < MOST_FILES; file = waiting.shift()) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    if ('problem' in file) {
      owners.push(unread(OWNER, file));
      continue;
    }
    const { interfaces, sources, folders } = parseInterfaces(file.text);
    owners.push(...ifupdownOwners(file.path, interfaces, bond));
    for (const source of sources) waiting.push(...(await filesNamed(host, source, signal)));
    for (const folder of folders) waiting.push(...(await readFolder(host, absolute(folder), plain, signal)));
  }
  return owners;
}

const plain = (name: string) => PLAIN.test(name);

/** Names of files are taken from where the first file is. */
function absolute(path: string): string {
  return path.startsWith('/') ? path.replace(/\/$/, '') : `/etc/network/${path}`;
}

/** A pattern may stand in the last part of a path. */
async function filesNamed(host: Host, source: string, signal: AbortSignal): Promise<readonly FoundFile[]> {
  const path = absolute(source);
  const pattern = baseName(path);
  const folder = path.slice(0, -pattern.length - 1);
  return await readFolder(host, folder, (name) => matchesGlob(name, pattern) && !name.startsWith('.'), signal);
}

/** What stanzas say of the bond: its own, and those of slaves that name it. */
export function ifupdownOwners(path: string, interfaces: readonly Interface[], bond: string): readonly Owner[] {
  return interfaces
    .filter(({ name, options }) => name === bond || options.get('bond-master') === bond)
    .flatMap(({ name, options }): readonly Owner[] => {
      const value = options.get('bond-active-slave') ?? options.get('bond-primary');
      if (value === undefined && ![...options.keys()].some((option) => isOfBond(name === bond, option))) return [];
      const what = value === undefined ? `the options of ${bond}` : `${value} as the active slave of ${bond}`;
      const words = `${path} sets ${what} when ifupdown brings ${name} up`;
      return [{ owner: OWNER, where: path, insists: false, ...(value === undefined ? {} : { value }), words }];
    });
}

/** A slave's stanza that only names its bond sets nothing. */
function isOfBond(isBond: boolean, option: string): boolean {
  return option.startsWith('bond-') && (isBond || option !== 'bond-master');
}
