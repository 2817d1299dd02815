import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { initramfs } from './initramfs.ts';
import type { Kit } from './kit.ts';
import { addressOf, driversOf, type Machine } from './machine.ts';

/** The names of what a guest finds in its `/lab`, or QEMU beside it. */
export const INITRAMFS = 'initramfs';
export const MONITOR = 'monitor';
export const RESULTS = 'results.jsonl';
export const QEMU = 'qemu';
export const RECORDINGS = 'recordings';

/** Where the guest sees its folder. */
export const LAB_IN_GUEST = '/lab';

/** Writes what a guest needs at its start into its folder. */
export function layOut(kit: Kit, machine: Machine, script: string, folder: string): void {
  const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
  writeFileSync(join(folder, INITRAMFS), initramfs(kit));
  copyFileSync(join(import.meta.dirname, 'start.sh'), join(folder, 'start.sh'));
  writeFileSync(join(folder, 'drivers'), lines(driversOf(machine)));
  writeFileSync(join(folder, 'nics'), lines(machine.nics.map(({ name }, index) => `${addressOf(index)} ${name}`)));
  if (machine.systemd) copyFileSync(join(import.meta.dirname, 'systemd.sh'), join(folder, 'systemd.sh'));
  writeFileSync(join(folder, 'job.sh'), script);
  // A guest can have guests of its own.
  const qemu = `#!/bin/sh\nLD_LIBRARY_PATH='${kit.libraries}' exec ${kit.qemu.map((word) => `'${word}'`).join(' ')} "$@"\n`;
  writeFileSync(join(folder, QEMU), qemu, { mode: 0o755 });
}
