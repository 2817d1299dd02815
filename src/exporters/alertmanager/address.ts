/** Where an Alertmanager listens. */
export type Address = {
  /** `http://host:9093/prefix`, without a slash at its end: what messages and metrics name it by. */
  readonly url: string;
  readonly tls: boolean;
};

export const addressForms =
  'http://host:9093 or https://host:9093/prefix, without user and password (they have settings of their own)';

/** `undefined` when the text is no URL of an Alertmanager, or has parts that would be ignored. */
export function parseAddress(text: string): Address | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, hostname, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  if (hostname === '' || [search, hash, username, password].join('') !== '') return undefined;
  return { url: `${protocol}//${host}${pathname.replace(/\/+$/, '')}`, tls: protocol === 'https:' };
}
