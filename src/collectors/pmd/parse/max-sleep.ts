import { integer } from '../../../core/text.ts';
import { type ThreadName, threadBlocks } from '../../../ovs/threads/thread-blocks.ts';

export type MaxSleep = { readonly thread: ThreadName; readonly seconds: number };

//   max sleep:   50 us
const MAX_SLEEP = /^\s+max sleep:\s*(\S+) us$/;

/** How long a PMD without work may sleep, as `dpif-netdev/pmd-sleep-show` prints it (since 3.2; `pmd_info_show_sleep`). */
export function parseMaxSleeps(text: string, command: string): readonly MaxSleep[] {
  return threadBlocks(text, command).flatMap(({ thread, lines }) =>
    lines.flatMap((line) => {
      const microseconds = MAX_SLEEP.exec(line.text)?.[1];
      if (microseconds === undefined) return [];
      const place = { file: command, line: line.number };
      return [{ thread, seconds: integer(microseconds, place, 'a number of microseconds') / 1e6 }];
    }),
  );
}
