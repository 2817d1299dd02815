import { ParseError } from '../../core/errors.ts';
import { hexadecimal } from '../../core/text.ts';

/** Traffic of all services of a network namespace: totals, and rates in a second as the kernel estimates them. */
export type Statistics = Readonly<Record<Direction, number>> & { readonly rates: Readonly<Record<Direction, number>> };

export const directions = ['connections', 'packetsIn', 'packetsOut', 'bytesIn', 'bytesOut'] as const;
export type Direction = (typeof directions)[number];

/** The words above the columns, in the order of `directions`. */
const TOTALS = ['Conns', 'Packets', 'Packets', 'Bytes', 'Bytes'];
const RATES = ['Conns/s', 'Pkts/s', 'Pkts/s', 'Bytes/s', 'Bytes/s'];
const WAYS = ['Total', 'Incoming', 'Outgoing', 'Incoming', 'Outgoing'];

/** /proc/net/ip_vs_stats (ip_vs_ctl.c, ip_vs_stats_show); the numbers are hexadecimal. */
export function parseStatistics(file: string, text: string): Statistics {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const below = (header: readonly string[], above?: readonly string[]) => {
    const index = lines.findIndex((line) => line.join() === header.join());
    const fits = above === undefined || lines[index - 1]?.join() === above.join();
    if (index < 0 || !fits) throw new ParseError(file, 0, `columns "${header.join(' ')}"`, text);
    const values = directions.map((name, column) =>
      hexadecimal(lines[index + 1]?.[column], { file, line: index + 2 }, `a hexadecimal number of ${name}`),
    );
    const [connections = 0, packetsIn = 0, packetsOut = 0, bytesIn = 0, bytesOut = 0] = values;
    return { connections, packetsIn, packetsOut, bytesIn, bytesOut };
  };
  return { ...below(TOTALS, WAYS), rates: below(RATES) };
}
