import { ParseError } from '../core/errors.ts';
import { integer, linesOf } from '../core/text.ts';
import type { Printed } from './ask.ts';

// xlate_actions              0.8/sec     0.083/sec        1.8953/sec   total: 6827
const COUNTER = /^(\S+)\s.*\btotal: (\S+)$/;
const HEAD = 'Event coverage';

/**
 * The counters of events inside a daemon, by name, as `coverage/show` prints them (ovs, lib/coverage.c `coverage_read`):
 * totals since the daemon began, without those that were never hit.
 */
export function parseCoverage({ text, command }: Printed): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  const lines = linesOf(text);
  if (!lines[0]?.startsWith(HEAD)) throw new ParseError(command, 1, HEAD, lines[0]);
  for (const [index, line] of lines.entries()) {
    const [, name, total] = COUNTER.exec(line) ?? [];
    if (name === undefined) continue;
    totals.set(name, integer(total, { file: command, line: index + 1 }, `the total of ${name}`));
  }
  return totals;
}
