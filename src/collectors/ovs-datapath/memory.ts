import { integer } from '../../core/text.ts';
import type { Printed } from '../../ovs/ask.ts';

// handlers:1 idl-cells-Open_vSwitch:324 ports:5 udpif keys:4
const QUANTITY = /([^\s:][^:]*):(\d+)(?=\s|$)/g;

/** What a daemon holds in memory, by name, as `memory/show` prints it in one line (ovs, lib/memory.c). */
export function parseMemory({ text, command }: Printed): ReadonlyMap<string, number> {
  const place = { file: command, line: 1 };
  return new Map(
    Array.from(text.matchAll(QUANTITY), ([, name = '', count]) => [
      name.trim(),
      integer(count, place, `a number of ${name}`),
    ]),
  );
}
