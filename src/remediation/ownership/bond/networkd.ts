import type { Host } from '../../../host/host.ts';
import { lastValue, parseKeyFile, type Section, valuesOf } from '../key-file.ts';
import type { Owner } from '../owner.ts';
import { baseName, readable, readFolder } from '../read-files.ts';

const OWNER = 'systemd-networkd';
/** systemd.network(5); the first folder that has a file of a name hides it in the others. */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib'].map((base) => `${base}/systemd/network`);

type Text = { readonly path: string; readonly text: string };

/** Files of systemd-networkd that make this bond, or say which of its slaves is to be the active one. */
export async function findNetworkd(host: Host, bond: string, signal: AbortSignal): Promise<readonly Owner[]> {
  const fits = (name: string) => /\.net(?:dev|work)$/.test(name);
  const files = await Promise.all(FOLDERS.map((folder) => readFolder(host, folder, fits, signal)));
  const { texts, unread } = readable(OWNER, files.flat());
  const names = texts.map(({ path }) => baseName(path));
  const visible = texts.filter((_, index) => names.indexOf(names[index] ?? '') === index);
  return [...networkdOwners(visible, bond), ...unread];
}

/** @param files those that no other hides */
export function networkdOwners(files: readonly Text[], bond: string): readonly Owner[] {
  return files.flatMap(({ path, text }): readonly Owner[] => {
    const sections = parseKeyFile(text);
    return path.endsWith('.netdev') ? makerOf(path, sections, bond) : chooserOf(path, sections, bond);
  });
}

function makerOf(path: string, sections: readonly Section[], bond: string): readonly Owner[] {
  const isBond = lastValue(sections, 'NetDev', 'Kind')?.toLowerCase() === 'bond';
  if (!isBond || lastValue(sections, 'NetDev', 'Name') !== bond) return [];
  const words = `${path} makes ${bond} when systemd-networkd is started, and its options with it`;
  return [{ owner: OWNER, where: path, insists: false, words }];
}

/** `[Network] Bond=bond0, ActiveSlave=yes`: the interface that the file is for becomes the active slave. */
function chooserOf(path: string, sections: readonly Section[], bond: string): readonly Owner[] {
  if (lastValue(sections, 'Network', 'Bond') !== bond) return [];
  const chosen = ['ActiveSlave', 'PrimarySlave'].find((key) => isYes(lastValue(sections, 'Network', key)));
  if (chosen === undefined) return [];
  const names = valuesOf(sections, 'Match', 'Name').join(' ').replace(/\s+/g, ' ');
  const slave = names === '' ? 'its interface' : names;
  return [
    {
      owner: OWNER,
      where: path,
      insists: false,
      ...(/^[\w.:-]+$/.test(names) ? { value: names } : {}),
      words: `${path} makes ${slave} the active slave of ${bond} (${chosen}) when systemd-networkd sets it up`,
    },
  ];
}

/** systemd.syntax(7) */
function isYes(value: string | undefined): boolean {
  return ['1', 'yes', 'y', 'true', 't', 'on'].includes(value?.toLowerCase() ?? '');
}
