import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The folders of a directory that hold a part: those with an index.ts, in order of name. */
export function partFolders(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(directory, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}
