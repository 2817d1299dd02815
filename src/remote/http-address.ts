/** Where a program answers over HTTP. */
export type HttpAddress = {
  /** `http://host:9093/prefix`, without a slash at its end: what messages and metrics name it by. */
  readonly url: string;
  readonly tls: boolean;
};

/** `undefined` when the text is no such URL, or has parts that would be ignored: a user and a password among them. */
export function parseHttpAddress(text: string): HttpAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, hostname, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  if (hostname === '' || [search, hash, username, password].join('') !== '') return undefined;
  return { url: `${protocol}//${host}${pathname.replace(/\/+$/, '')}`, tls: protocol === 'https:' };
}
