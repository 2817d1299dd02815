/** Where a broker listens, and whether to speak TLS there. */
export type BrokerAddress = { readonly host: string; readonly port: number; readonly tls: boolean };

const PORTS: ReadonlyMap<string, number> = new Map([
  ['mqtt:', 1883],
  ['mqtts:', 8883],
]);

export const brokerUrlForms =
  'mqtt://host, mqtts://host or mqtts://host:8883, without user and password (they have settings of their own)';

/** The parts of a broker's URL; `undefined` when it is none, or has parts that would be ignored. */
export function parseBrokerUrl(text: string): BrokerAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  const usual = PORTS.get(protocol);
  const rest = [pathname === '/' ? '' : pathname, search, hash, username, password].join('');
  if (usual === undefined || hostname === '' || rest !== '') return undefined;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || usual), tls: protocol === 'mqtts:' };
}

/** The address as a URL, for messages. */
export function brokerUrl({ host, port, tls }: BrokerAddress): string {
  return `${tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
