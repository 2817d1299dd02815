import { ParseError } from '../core/errors.ts';
import { hexadecimal, integer } from '../core/text.ts';

/** A virtual service. */
export type Service = {
  /** `TCP 192.0.2.100:80`, `TCP [2001:db8::100]:443`, `FWM 7`. */
  readonly name: string;
  /** TCP, UDP, SCTP or FWM (a firewall mark). */
  readonly protocol: string;
  readonly scheduler: string;
  /** `persistent 75000 FFFFFFFF`, `ops`; empty when there are none. */
  readonly flags: string;
  readonly destinations: readonly Destination[];
};

export type Destination = {
  readonly address: string;
  /** 0 for a service of a firewall mark: that of the packet. */
  readonly port: number;
  /** Masq, Route, Tunnel, Local or Bypass. */
  readonly forwarding: string;
  /** With 0 it gets no new connections. */
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
};

// Prot LocalAddress:Port Scheduler Flags
const SERVICES = /^Prot LocalAddress:Port Scheduler Flags$/;
// `  -> RemoteAddress:Port Forward Weight ActiveConn InActConn`
const DESTINATIONS = /^ {2}-> (RemoteAddress:Port .*)$/;
// C0000264:0050, [2001:0db8:0000:0000:0000:0000:0000:0100]:01BB
const PLACE = /^(?:([0-9A-F]{8})|\[([0-9a-f:]+)\]):([0-9A-F]{4})$/;

/** /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_info_seq_show). Addresses, ports and marks are hexadecimal. */
export function parseTable(file: string, text: string): readonly Service[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => SERVICES.test(line.trimEnd()));
  const [, names] = DESTINATIONS.exec(lines[start + 1] ?? '') ?? [];
  if (start < 0 || names === undefined)
    throw new ParseError(file, 0, 'the header of services and that of destinations', text);
  const columns = new Map(
    names
      .trim()
      .split(/\s+/)
      .map((name, index) => [name, index]),
  );
  const services: (Omit<Service, 'destinations'> & { readonly destinations: Destination[] })[] = [];
  for (const [index, line] of lines.entries()) {
    if (index < start + 2 || line.trim() === '') continue;
    const place = { file, line: index + 1 };
    if (!line.startsWith('  -> ')) {
      services.push({ ...serviceOf(place, line.trim()), destinations: [] });
      continue;
    }
    const service = services.at(-1);
    if (service === undefined) throw new ParseError(file, index + 1, 'a service before its destinations', line);
    service.destinations.push(destinationOf(place, columns, line.slice('  -> '.length).trim().split(/\s+/)));
  }
  return services;
}

type At = { readonly file: string; readonly line: number };

function serviceOf(at: At, line: string): Omit<Service, 'destinations'> {
  const [protocol = '', where, scheduler, ...flags] = line.split(/\s+/);
  if (!/^[A-Z]+$/.test(protocol) || scheduler === undefined) {
    throw new ParseError(at.file, at.line, 'a service such as "TCP  C0000264:0050 rr"', line);
  }
  const name =
    protocol === 'FWM'
      ? `FWM ${hexadecimal(where, at, 'a firewall mark')}`
      : `${protocol} ${written(placeIn(at, where))}`;
  return { name, protocol, scheduler, flags: flags.join(' ') };
}

function destinationOf(at: At, columns: ReadonlyMap<string, number>, cells: readonly string[]): Destination {
  const cell = (name: string) => {
    const text = cells[columns.get(name) ?? -1];
    if (text === undefined) throw new ParseError(at.file, at.line, `a value in the column ${name}`, cells.join(' '));
    return text;
  };
  return {
    ...placeIn(at, cell('RemoteAddress:Port')),
    forwarding: cell('Forward'),
    weight: integer(cell('Weight'), at, 'a weight'),
    active: integer(cell('ActiveConn'), at, 'a number of connections'),
    inactive: integer(cell('InActConn'), at, 'a number of connections'),
  };
}

function placeIn(at: At, text: string | undefined): { readonly address: string; readonly port: number } {
  const [, four, six, port] = PLACE.exec(text ?? '') ?? [];
  if (port === undefined) throw new ParseError(at.file, at.line, 'an address and port such as C0000264:0050', text);
  const dotted = (four?.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
  return { address: six === undefined ? dotted : shortened(six), port: Number.parseInt(port, 16) };
}

/** The usual form of an IPv6 address (RFC 5952), of which URLs know how it is written. */
function shortened(address: string): string {
  const bracketed = `http://[${address}]/`;
  return URL.canParse(bracketed) ? new URL(bracketed).hostname.slice(1, -1) : address;
}

/** `192.0.2.1:80`, `[2001:db8::1]:443` */
export function written({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
