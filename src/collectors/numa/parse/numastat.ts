import { ParseError } from '../../../core/errors.ts';
import { integer, linesOf } from '../../../core/text.ts';

// numa_hit 6245018
const LINE = /^(\w+) (\S+)$/;

/**
 * Pages by what became of the wish to have them from this node, /sys/devices/system/node/node<n>/numastat
 * (Documentation/admin-guide/numastat.rst), by name.
 * @throws ParseError
 */
export function parseNumastat(text: string, file: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, count] = LINE.exec(line) ?? [];
    if (name === undefined) throw new ParseError(file, index + 1, 'a name and a number', line);
    counts.set(name, integer(count, { file, line: index + 1 }, `the number ${name}`));
  }
  if (!counts.has('numa_hit')) throw new ParseError(file, 0, 'a line numa_hit');
  return counts;
}
