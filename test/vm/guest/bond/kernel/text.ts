import type { Shell } from '../../shell.ts';

/** The kernel's files about the bonds of a namespace: their lines by path. */
export type KernelText = ReadonlyMap<string, readonly string[]>;

const FILES = [
  '/sys/class/net/*/bonding/*',
  '/sys/class/net/*/bonding_slave/*',
  '/sys/class/net/*/speed',
  '/sys/class/net/*/duplex',
  '/proc/net/bonding/*',
];

/** Reads them all with one program. */
export async function kernelText({ run }: Shell): Promise<KernelText> {
  // A speed that is not known is an error of the file.
  const printed = await run(`grep -sH '' ${FILES.join(' ')} || true`);
  const files = new Map<string, string[]>();
  for (const line of printed.split('\n')) {
    const colon = line.indexOf(':');
    const path = line.slice(0, colon);
    const lines = files.get(path) ?? [];
    files.set(path, lines);
    lines.push(line.slice(colon + 1));
  }
  return files;
}

/** The first line of a file; empty when it could not be read. */
export function attribute(text: KernelText, path: string): string {
  return text.get(path)?.[0] ?? '';
}

/** The lines of `/proc/net/bonding/<bond>` about one slave. */
export function slaveLines(text: KernelText, bond: string, slave: string): readonly string[] {
  const lines = text.get(`/proc/net/bonding/${bond}`) ?? [];
  const begin = lines.indexOf(`Slave Interface: ${slave}`);
  const end = lines.findIndex((line, index) => index > begin && line.startsWith('Slave Interface: '));
  return lines.slice(begin, end < 0 ? undefined : end);
}

/** What stands behind a key, from the line `from` on. */
export function behind(lines: readonly string[], key: string, from = ''): string | undefined {
  const begin = from === '' ? 0 : lines.findIndex((line) => line.trim() === from);
  if (begin < 0) return undefined;
  const line = lines.slice(begin).find((one) => one.trim().startsWith(`${key}: `));
  return line?.trim().slice(key.length + 2);
}
