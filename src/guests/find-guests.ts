import type { Host } from '../host/host.ts';
import { createProcessSearch } from './find-processes.ts';
import type { Guest } from './guest.ts';
import { guestsOf } from './join.ts';
import { createDomainSearch } from './libvirt.ts';

export type FoundGuests = {
  /** In the order of their names. */
  readonly guests: readonly Guest[];
  /** What could not be read or understood, beside what is said of a single guest. */
  readonly problems: readonly string[];
};

type Search = (signal: AbortSignal) => Promise<FoundGuests>;

/** What is known about a host's processes is known to all collectors that look for guests. */
const searches = new WeakMap<Host, Search>();

/**
 * The virtual machines of the host: processes of QEMU in /proc, and domains of libvirt as far as its files may be read.
 * A host without any gives none. Rejects when /proc can not be listed.
 */
export async function findGuests(host: Host, signal: AbortSignal): Promise<FoundGuests> {
  const search = searches.get(host) ?? startSearch(host);
  searches.set(host, search);
  return await search(signal);
}

function startSearch(host: Host): Search {
  const findDomains = createDomainSearch(host);
  const findProcesses = createProcessSearch(host);
  let going: Promise<FoundGuests> | undefined;

  const search: Search = async (signal) => {
    const { domains, problems } = await findDomains(signal);
    const told = new Set(domains.flatMap(({ pid }) => pid ?? []));
    const { processes, failures } = await findProcesses(told, signal);
    return { guests: guestsOf(processes, domains), problems: [...problems, ...failures.values()] };
  };

  return async (signal) => {
    // Collectors that poll at the same moment share one search. One that fails may have been given up by whoever began it.
    const shared = going === undefined ? undefined : await going.catch(() => undefined);
    if (shared !== undefined) return shared;
    const own = search(signal);
    going = own;
    try {
      return await own;
    } finally {
      if (going === own) going = undefined;
    }
  };
}
