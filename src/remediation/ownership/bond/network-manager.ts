import type { Host } from '../../../host/host.ts';
import { lastValue, parseKeyFile, type Section } from '../key-file.ts';
import type { Owner } from '../owner.ts';
import { findProcesses } from '../processes.ts';
import { readable, readFolder } from '../read-files.ts';

const OWNER = 'NetworkManager';
/** nm-settings-keyfile(5); in /run are those of netplan and of a boot's own making. */
const FOLDERS = [
  '/etc/NetworkManager/system-connections',
  '/run/NetworkManager/system-connections',
  '/usr/lib/NetworkManager/system-connections',
] as const;

/** Connections of NetworkManager for this bond. It sets their options when it brings the connection up. */
export async function findNetworkManager(host: Host, bond: string, signal: AbortSignal): Promise<readonly Owner[]> {
  const fits = (name: string) => !name.startsWith('.') && !name.endsWith('~');
  const files = await Promise.all(FOLDERS.map((folder) => readFolder(host, folder, fits, signal)));
  const { texts, unread } = readable(OWNER, files.flat());
  const found = texts.flatMap(({ path, text }) => ownersIn(path, text, bond));
  if (found.length === 0) return unread;
  const runs = (await findProcesses(host, [OWNER], signal)).length > 0;
  const running = runs ? ', which it may do at any time' : '; it is not running';
  return [...found.map((owner) => ({ ...owner, words: `${owner.words}${running}` })), ...unread];
}

/** @returns at most one owner: a file is one connection */
export function ownersIn(path: string, text: string, bond: string): readonly Owner[] {
  const sections = parseKeyFile(text);
  const kind = lastValue(sections, 'connection', 'type');
  if (kind !== 'bond' || lastValue(sections, 'connection', 'interface-name') !== bond) return [];
  const value = activeOf(sections);
  const what = value === undefined ? `the options of ${bond}` : `${value} as the active slave of ${bond}`;
  return [
    {
      owner: OWNER,
      where: path,
      insists: false,
      ...(value === undefined ? {} : { value }),
      words: `${path} sets ${what} when NetworkManager brings the connection up`,
    },
  ];
}

/** Newer files have each option as a key, older ones all in one: `options=mode=active-backup,primary=eth0`. */
function activeOf(sections: readonly Section[]): string | undefined {
  const options = new Map(
    (lastValue(sections, 'bond', 'options') ?? '').split(',').flatMap((option) => {
      const [key, value] = option.split('=');
      return key === undefined || value === undefined ? [] : [[key.trim(), value.trim()] as const];
    }),
  );
  for (const key of ['active_slave', 'primary']) {
    const value = lastValue(sections, 'bond', key) ?? options.get(key);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
