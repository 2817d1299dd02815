import { ParseError } from '../../core/errors.ts';
import { integer, linesOf } from '../../core/text.ts';

// nf_conntrack               one slab for all namespaces
// nf_conntrack_1a            one for each namespace, by a number or an address, before that
const ENTRY_SLAB = /^nf_conntrack(?:_[0-9a-f]+)?$/;
const NAME = 'name';
const SIZE = '<objsize>';

/**
 * Bytes that the kernel sets aside for one entry, from /proc/slabinfo (slabinfo(5)); `undefined` when no slab of
 * connection tracking is listed. The header names the columns:
 *
 *     # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables …
 *     nf_conntrack         272    272    256   16    1 : tunables    0    0    0 : slabdata     17     17      0
 */
export function parseEntrySize(text: string, file: string): number | undefined {
  const lines = linesOf(text);
  const headerLine = lines.findIndex((line) => line.startsWith('#'));
  const columns = lines[headerLine]?.slice(1).trim().split(/\s+/) ?? [];
  const nameColumn = columns.indexOf(NAME);
  const sizeColumn = columns.indexOf(SIZE);
  if (nameColumn < 0 || sizeColumn < 0) {
    throw new ParseError(file, headerLine + 1, `a header with ${NAME} and ${SIZE}`, lines[headerLine]);
  }
  for (const [index, line] of lines.entries()) {
    if (index <= headerLine) continue;
    const fields = line.split(/\s+/);
    if (!ENTRY_SLAB.test(fields[nameColumn] ?? '')) continue;
    const place = { file, line: index + 1 };
    const size = integer(fields[sizeColumn], place, 'the size of an object in bytes');
    if (size <= 0 || !Number.isSafeInteger(size)) {
      throw new ParseError(file, place.line, 'the size of an object in bytes', line);
    }
    return size;
  }
  return undefined;
}
