import { isOwnSysctlText } from '../../../core/own-sysctl-file.ts';
import type { Owner } from '../owner.ts';
import { baseName } from '../read-files.ts';
import { fitsGlob, isGlob } from './glob.ts';
import { sysctlPath } from './names.ts';

/** Folders of systemd-sysctl(8), the first that has a file of a name first; the last is the same on most hosts. */
export const SYSCTL_FOLDERS = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
] as const;

/** Read by sysctl(8) of procps behind all others, and by systemd only where a link in sysctl.d leads to it. */
export const SYSCTL_CONF = '/etc/sysctl.conf';

export type SysctlText = { readonly path: string; readonly text: string };

/** A line `net.netfilter.nf_conntrack_max = 65536`. Without a value it takes names away from patterns (`-net.ipv4.x`). */
export type Assignment = { readonly path: string; readonly value: string | undefined };

/** The assignments of a file of sysctl.d(5); a leading dash lets errors pass, and a line that is none says nothing. */
export function parseSysctlText(text: string): readonly Assignment[] {
  return text.split('\n').flatMap((raw): readonly Assignment[] => {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) return [];
    const equals = line.indexOf('=');
    const isDashed = line.startsWith('-');
    if (equals < 0) return isDashed ? [{ path: sysctlPath(line.slice(1).trim()), value: undefined }] : [];
    const name = line.slice(isDashed ? 1 : 0, equals).trim();
    return name === '' ? [] : [{ path: sysctlPath(name), value: line.slice(equals + 1).trim() }];
  });
}

/**
 * Files in the order in which they are applied: by name, whatever the folder. One hides those of the same name in later
 * folders, also when it is empty.
 * @param files in the order of the folders
 */
export function inOrder(files: readonly SysctlText[]): readonly SysctlText[] {
  const byName = new Map<string, SysctlText>();
  for (const file of files) {
    const name = baseName(file.path);
    if (!byName.has(name)) byName.set(name, file);
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

type Setter = { readonly file: SysctlText; readonly index: number; readonly value: string; readonly exact: boolean };

/**
 * Who sets one of these paths at boot, in the order in which they do. A name in full goes before every pattern, and what
 * comes later before what came earlier. Files of ours are not among them.
 * @param files in the order in which they are applied
 * @param wanted all names of one sysctl, as paths
 */
export function sysctlOwners(files: readonly SysctlText[], wanted: readonly string[]): readonly Owner[] {
  const all = files.map((file) => ({ file, assignments: parseSysctlText(file.text) }));
  const excluded = new Set(
    all.flatMap(({ assignments }) => assignments.filter(({ value }) => value === undefined).map(({ path }) => path)),
  );
  const setters = all.flatMap(({ file, assignments }, index) =>
    assignments.flatMap(({ path, value }): readonly Setter[] => {
      if (value === undefined) return [];
      const exact = wanted.includes(path);
      const byPattern = isGlob(path) && wanted.some((one) => !excluded.has(one) && fitsGlob(one, path));
      return exact || byPattern ? [{ file, index, value, exact }] : [];
    }),
  );
  const last = setters.findLast(({ exact }) => exact) ?? setters.at(-1);
  const own = setters.findLast(({ file }) => isOwnSysctlText(file.text));
  const latestOfEach = setters.filter((one, at) => !setters.slice(at + 1).some(({ file }) => file === one.file));
  return latestOfEach.filter(({ file }) => !isOwnSysctlText(file.text)).map((one) => ownerOf(one, last, own));
}

function ownerOf({ file: { path }, index, value }: Setter, last: Setter | undefined, own: Setter | undefined): Owner {
  const winner = last !== undefined && last.file.path !== path ? `, but ${last.file.path} goes before it` : '';
  const later = own !== undefined && index > own.index && winner === '' ? `, after our own ${own.file.path}` : '';
  return {
    owner: 'sysctl.d',
    where: path,
    insists: false,
    value,
    words: `${path} sets it to ${value} at boot${winner}${later}`,
  };
}
