import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Whether a program can be run here. Looks where root's PATH does too, as daemons are often not in that of others. */
export function hasProgram(name: string): boolean {
  return programPath(name) !== undefined;
}

export function programPath(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return directories.map((directory) => path.join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
