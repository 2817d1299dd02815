// hugepages-2048kB
const DIRECTORY = /^hugepages-(\d+)kB$/;

/** The bytes of a page in the name of a directory of hugepages; `undefined` when it is no such name. */
export function pageSizeOf(directory: string): number | undefined {
  const kilobytes = DIRECTORY.exec(directory)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
