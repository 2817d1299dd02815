import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';

/** Reads files that tell something beside `/proc`: one that can't be read must not hide what `/proc` tells. */
export type AttributeReader = {
  /** What `parse` makes of the file's text; `undefined` when there is no such file, or it could not be read or understood. */
  readonly read: <T>(file: string, parse: (file: string, text: string) => T) => Promise<T | undefined>;
  /** Why files could not be read so far. A missing file (an older kernel) is normal. */
  readonly problems: readonly string[];
};

export function attributeReader(door: Host, signal: AbortSignal): AttributeReader {
  const problems: string[] = [];
  return {
    problems,
    read: async (file, parse) => {
      try {
        return parse(file, await door.readText(file, signal));
      } catch (error) {
        if (!isAbsent(error)) problems.push(messageOf(error));
        return undefined;
      }
    },
  };
}
