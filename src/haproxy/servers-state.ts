import { ParseError } from '../core/errors.ts';
import { integer } from '../core/text.ts';
import { needed, type Row, rowOf } from './csv.ts';

/** Where a server is, from `show servers state`: the statistics tell that only to sockets of a higher level. */
export type ServerPlace = {
  /** `null` for a server without an address: a unix socket, or a name that was not resolved. */
  readonly address: string | null;
  readonly port: number | null;
};

/** The key of a server among the places. */
export function placeKey(backend: string, server: string): string {
  return `${backend}/${server}`;
}

// # be_id be_name srv_id srv_name srv_addr srv_op_state …
const HEADER = /^# (.+)$/;

/**
 * The rows of servers by `backend/server` (management.txt, section 9.3, "show servers state"). The first line is the
 * version of the format, `1` in every release. A process without servers may print nothing.
 */
export function serverRows(file: string, text: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const [version = '', header = '', ...lines] = text.split('\n');
  if (version === '') return rows;
  if (version !== '1') throw new ParseError(file, 1, 'the version 1 of the format', version);
  const [, names] = HEADER.exec(header) ?? [];
  if (names === undefined) throw new ParseError(file, 2, 'a header such as "# be_id be_name …"', header);
  const columns = new Map(names.split(' ').map((name, index) => [name, index]));
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const row = rowOf(file, index + 3, columns, line.split(' '));
    rows.set(placeKey(needed(row, 'be_name'), needed(row, 'srv_name')), row);
  }
  return rows;
}

/** The addresses of servers by `backend/server`. */
export function parseServersState(file: string, text: string): ReadonlyMap<string, ServerPlace> {
  return new Map([...serverRows(file, text)].map(([key, row]) => [key, placeOf(row)]));
}

/** Without an address there is a dash. The port came with 1.8 and is 0 where none is set. */
function placeOf(row: Row): ServerPlace {
  const address = needed(row, 'srv_addr');
  const text = row.cell('srv_port');
  const port = text === undefined ? 0 : integer(text, row, 'a port in the column srv_port');
  return { address: address === '-' ? null : address, port: port === 0 ? null : port };
}
