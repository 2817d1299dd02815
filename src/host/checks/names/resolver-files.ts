import { isIP } from 'node:net';
import { plainName } from '../dns/message.ts';

/** How the system asks for names. Times are in milliseconds. */
export type ResolverSettings = {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  /** A name with at least so many dots is tried as it is before it is tried below the search domains. */
  readonly dots: number;
  /** For one question to one server. */
  readonly timeout: number;
  /** How often all servers are asked. */
  readonly attempts: number;
};

/** As glibc has it, but for the timeout: five seconds are more than most checks have in all. */
const defaults = { servers: ['127.0.0.1'], search: [], dots: 1, timeout: 2000, attempts: 2 };
const MOST_SERVERS = 3;

/**
 * Reads /etc/resolv.conf (resolv.conf(5)). Like the system's own resolver, it passes over what it does not know, and works
 * with what is left.
 */
export function parseResolverSettings(text: string): ResolverSettings {
  const servers: string[] = [];
  let { search, dots, timeout, attempts }: ResolverSettings = defaults;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/);
    const [first = ''] = values;
    if (keyword === 'nameserver' && isIP(first) !== 0) servers.push(first);
    // The last line of these counts.
    if (keyword === 'search' || keyword === 'domain') search = values.filter((value) => value !== '.').map(plainName);
    if (keyword !== 'options') continue;
    dots = option(values, 'ndots', 0, 15) ?? dots;
    timeout = (option(values, 'timeout', 1, 30) ?? timeout / 1000) * 1000;
    attempts = option(values, 'attempts', 1, 5) ?? attempts;
  }
  const known = servers.length > 0 ? servers.slice(0, MOST_SERVERS) : defaults.servers;
  return { servers: known, search, dots, timeout, attempts };
}

/** `ndots:2` */
function option(values: readonly string[], name: string, least: number, most: number): number | undefined {
  const text = values.findLast((value) => value.startsWith(`${name}:`))?.slice(name.length + 1);
  const value = text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  return value === undefined ? undefined : Math.min(most, Math.max(least, value));
}

/** Reads /etc/hosts (hosts(5)): the addresses of each name, in their order. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names.map(plainName)) hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
}
