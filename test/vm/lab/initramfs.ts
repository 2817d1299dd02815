import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kit } from './kit.ts';

/** An archive in the format "newc" of cpio(5), which the kernel unpacks into its first root. */
export function initramfs({ busybox, firstModules }: Kit): Buffer {
  const folders = ['bin', 'proc', 'sys', 'dev', 'modules', 'machine', 'kit', 'written', 'root'];
  const programs = [
    ['init', join(import.meta.dirname, 'init.sh')],
    ['bin/busybox', busybox],
  ] as const;
  return Buffer.concat([
    ...folders.map((name) => entry(name, 0o040755)),
    ...programs.map(([name, file]) => entry(name, 0o100755, readFileSync(file))),
    ...firstModules.map((file) => entry(`modules/${basename(file)}`, 0o100644, readFileSync(file))),
    entry('TRAILER!!!', 0),
  ]);
}

function entry(name: string, mode: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const title = Buffer.from(`${name}\0`);
  // inode, mode, user, group, links, time, size, device, device of a device file, length of the name, checksum
  const fields = [0, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, title.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), title])), padded(content)]);
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)]);
}
