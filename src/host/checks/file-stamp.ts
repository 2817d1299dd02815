import { statSync } from 'node:fs';

/** A text that changes when one of the files does, also when another one takes its name. */
export function fileStamp(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    })
    .join();
}
