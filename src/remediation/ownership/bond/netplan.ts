import { parse } from 'yaml';
import { z } from 'zod';
import type { Host } from '../../../host/host.ts';
import type { Owner } from '../owner.ts';
import { readable, readFolder } from '../read-files.ts';

const OWNER = 'netplan';
const FOLDERS = ['/etc/netplan', '/run/netplan', '/usr/lib/netplan', '/lib/netplan'] as const;

const bonds = z.record(
  z.string(),
  z.object({ parameters: z.object({ primary: z.string().nullish() }).nullish() }).nullish(),
);
const document = z.object({ network: z.object({ bonds: bonds.nullish() }).nullish() }).nullish();

/** Files of netplan(5) that describe this bond. It makes those of networkd or NetworkManager from them. */
export async function findNetplan(host: Host, bond: string, signal: AbortSignal): Promise<readonly Owner[]> {
  const files = await Promise.all(
    FOLDERS.map((folder) => readFolder(host, folder, (name) => name.endsWith('.yaml'), signal)),
  );
  const { texts, unread } = readable(OWNER, files.flat());
  return [...texts.flatMap(({ path, text }) => netplanOwners(path, text, bond)), ...unread];
}

/** @returns at most one owner */
export function netplanOwners(path: string, text: string, bond: string): readonly Owner[] {
  const read = document.safeParse(parsed(text));
  if (!read.success) {
    const words = `netplan may set it: ${path} is not understood`;
    return [{ owner: OWNER, where: path, insists: false, words }];
  }
  const all = read.data?.network?.bonds ?? {};
  if (!Object.hasOwn(all, bond)) return [];
  const primary = all[bond]?.parameters?.primary;
  const what = typeof primary === 'string' ? `${primary} as the primary slave of ${bond}` : `the options of ${bond}`;
  const value = typeof primary === 'string' ? { value: primary } : {};
  return [
    { owner: OWNER, where: path, insists: false, ...value, words: `${path} sets ${what} when netplan is applied` },
  ];
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return '';
  }
}
