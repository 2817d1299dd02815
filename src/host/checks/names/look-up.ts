import { messageOf } from '../../../core/errors.ts';
import type { CheckPlace, CheckReason } from '../../checks.ts';
import { askServer } from '../dns/ask.ts';
import { type DnsAnswer, isDnsName, plainName } from '../dns/message.ts';
import { CheckFailure, type Sockets, verdictOf } from '../kind.ts';
import type { ResolverSettings } from './resolver-files.ts';
import type { SystemFiles } from './system-files.ts';
import { within } from './within.ts';

/** What is known of a name. Addresses are in no particular order; `lifetime` is in milliseconds. */
export type Looked =
  | { readonly is: 'found'; readonly addresses: readonly string[]; readonly lifetime: number }
  /** A server said that there is no such name, or no address for it. */
  | { readonly is: 'nothing'; readonly why: string }
  /** No server could say; where they could not even be asked, the reason says why. */
  | { readonly is: 'trouble'; readonly why: string; readonly reason?: CheckReason };

export type LookUp = (name: string, place: CheckPlace, signal: AbortSignal) => Promise<Looked>;

/** Asks the hosts file first, then the name servers, as the system would (`hosts: files dns`, nsswitch.conf(5)). */
export function createLookUp(sockets: Sockets, files: (netns: string | undefined) => SystemFiles, port = 53): LookUp {
  return async (name, { netns }, signal) => {
    if (!isDnsName(name)) return { is: 'nothing', why: 'not a name' };
    const { settings, hosts } = files(netns);
    const listed = hosts.get(plainName(name));
    if (listed !== undefined) return { is: 'found', addresses: listed, lifetime: 0 };
    let last: Looked = { is: 'nothing', why: 'no servers' };
    for (const candidate of candidates(name, settings)) {
      const looked = await lookUpOne({ sockets, settings, port, place: { netns }, signal }, candidate);
      if (looked.is === 'found') return looked;
      // Where one could not be told, the name may be that one.
      if (last.is !== 'trouble') last = looked;
    }
    return last;
  };
}

/** The names that may be meant, in the order in which they are tried (resolv.conf(5), `search` and `ndots`). */
export function candidates(
  name: string,
  { search, dots }: Pick<ResolverSettings, 'search' | 'dots'>,
): readonly string[] {
  if (name.endsWith('.')) return [plainName(name)];
  const below = search.map((domain) => `${name}.${domain}`).filter(isDnsName);
  return name.split('.').length > dots ? [name, ...below] : [...below, name];
}

type Way = {
  readonly sockets: Sockets;
  readonly settings: ResolverSettings;
  readonly port: number;
  readonly place: CheckPlace;
  readonly signal: AbortSignal;
};

async function lookUpOne(way: Way, name: string): Promise<Looked> {
  const [six, four] = await Promise.all([addresses(way, name, 'AAAA'), addresses(way, name, 'A')]);
  if (six.is === 'found' && four.is === 'found') {
    const lifetime = Math.min(six.lifetime, four.lifetime);
    return { is: 'found', addresses: [...six.addresses, ...four.addresses], lifetime };
  }
  const isKnown = ({ is }: Looked) => is === 'found';
  return [six, four].find(isKnown) ?? [six, four].find(({ is }) => is === 'trouble') ?? four;
}

async function addresses(way: Way, name: string, type: 'A' | 'AAAA'): Promise<Looked> {
  const { settings, signal } = way;
  let looked: Looked = { is: 'trouble', why: 'no answer' };
  for (let attempt = 0; attempt < settings.attempts; attempt += 1) {
    for (const server of settings.servers) {
      looked = await within(settings.timeout, signal, (inTime) => ask({ ...way, signal: inTime }, server, name, type));
      if (looked.is !== 'trouble' || signal.aborted) return looked;
    }
  }
  return looked;
}

async function ask(way: Way, server: string, name: string, type: 'A' | 'AAAA'): Promise<Looked> {
  const { sockets, port, place, signal } = way;
  const to = { address: server, port, place };
  try {
    const { answer } = await askServer(sockets, to, { name, type, recursion: true }, 'udp', signal);
    const looked = meaning(answer, type);
    return looked.is === 'trouble' ? { ...looked, why: `${server}: ${looked.why}` } : looked;
  } catch (error) {
    if (error instanceof CheckFailure && verdictOf(error.reason) === 'none') {
      return { is: 'trouble', why: inWords(error), reason: error.reason };
    }
    return { is: 'trouble', why: `${server}: ${signal.aborted ? 'no answer' : inWords(error)}` };
  }
}

/** Whatever a server says of an alias, it says of the whole chain. */
function meaning({ rcode, records }: DnsAnswer, type: 'A' | 'AAAA'): Looked {
  if (rcode === 'NXDOMAIN') return { is: 'nothing', why: 'no such name' };
  if (rcode !== 'NOERROR') return { is: 'trouble', why: rcode };
  const found = records.flatMap((record) => (record.type === type && 'data' in record ? [String(record.data)] : []));
  if (found.length === 0) return { is: 'nothing', why: 'a name without an address' };
  const lifetime = Math.min(...records.map(({ ttl = 0 }) => ttl)) * 1000;
  return { is: 'found', addresses: found, lifetime };
}

function inWords(error: unknown): string {
  return error instanceof CheckFailure && error.message === '' ? error.reason : messageOf(error);
}
