/** Where a server listens. Without a host: at all addresses, IPv6 and IPv4. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string | undefined; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** `:9479`, `127.0.0.1:9479`, `[::1]:9479`, `[fe80::1%eth0]:9479`, `localhost:9479`. */
const TCP = /^(?:\[(?<v6>[0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|(?<host>[\w.-]*)):(?<port>\d{1,5})$/;
/** `/run/netsteward.sock`, `unix:/run/netsteward.sock`. */
const UNIX = /^(?:unix:)?(?<path>\/[^\0]+)$/;

/** What a listen address may look like, for messages. */
export const listenAddressForms = 'an address such as :9479, 127.0.0.1:9479, [::1]:9479 or /run/netsteward.sock';

/** `undefined` when the text is no listen address. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const tcp = TCP.exec(text)?.groups;
  if (tcp !== undefined) {
    const port = Number(tcp.port);
    if (port > 65_535) return undefined;
    return { kind: 'tcp', host: tcp.v6 ?? (tcp.host === '' ? undefined : tcp.host), port };
  }
  const path = UNIX.exec(text)?.groups?.path;
  return path === undefined ? undefined : { kind: 'unix', path };
}

/** The other way round: `[::1]:9479`. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return address.path;
  const host = address.host ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
