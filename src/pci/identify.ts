import { atMost } from '../core/at-most.ts';
import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { describeDevice } from './describe.ts';
import type { PciIdentity, PciProblem, Sriov } from './device.ts';
import { readSriov } from './sriov.ts';

/** What the devices of a host are; `undefined` for one that is no network controller. */
export type Identities = ReadonlyMap<string, PciIdentity | undefined>;

export type Identified = {
  /** Of all devices that are there, in the order of their addresses. */
  readonly identities: Identities;
  readonly sriov: ReadonlyMap<string, Sriov>;
  readonly problems: readonly PciProblem[];
};

const AT_ONCE = 16;

/**
 * Finds out what the devices at these addresses are. Virtual functions are found behind their physical ones and are all
 * alike there, as the kernel itself assumes (pci_iov_add_virtfn() and pci_read_vf_config_common() in
 * drivers/pci/iov.c), so that one of them is looked at and not hundreds.
 * @param addresses in their order: a physical function stands before its virtual ones
 */
export async function identify(
  host: Host,
  addresses: readonly string[],
  known: Identities,
  knownSriov: ReadonlyMap<string, Sriov>,
  signal: AbortSignal,
): Promise<Identified> {
  const stirred = known.size !== addresses.length || addresses.some((address) => !known.has(address));
  const there = new Set(addresses);
  const identities = new Map([...known].filter(([address]) => there.has(address)));
  const problems: PciProblem[] = [];
  const sriov = new Map<string, Sriov>();
  /** By the addresses of virtual functions, that of the physical one. */
  const owners = new Map<string, string>();

  const readFunctions = async (physical: readonly string[]) => {
    const reading = await readSriov(host, physical, knownSriov, stirred, signal);
    problems.push(...reading.problems);
    for (const [address, functions] of reading.sriov) {
      sriov.set(address, functions);
      for (const virtual of functions.virtfns.values()) owners.set(virtual, address);
    }
  };

  const describe = async (address: string) => {
    try {
      const identity = await describeDevice(host, address, signal);
      identities.set(address, identity);
      if (identity?.isPhysical === true) await readFunctions([address]);
    } catch (error) {
      signal.throwIfAborted();
      if (!isAbsent(error)) problems.push({ address, error });
    }
  };

  await readFunctions([...identities.values()].flatMap((one) => (one?.isPhysical === true ? [one.address] : [])));
  const isWanted = (address: string) => !identities.has(address) && !owners.has(address);
  let unknown = addresses.filter(isWanted);
  while (unknown.length > 0) {
    const batch = unknown.slice(0, AT_ONCE);
    await Promise.all(batch.map(describe));
    unknown = unknown.slice(AT_ONCE).filter(isWanted);
  }
  const alike = new Map<string, PciIdentity>();
  for (const one of identities.values()) if (one?.physfn !== undefined) alike.set(one.physfn, one);
  const firsts = [...owners].filter(([address, owner]) => there.has(address) && !alike.has(owner));
  await atMost(AT_ONCE, [...new Map(firsts.map(([address, owner]) => [owner, address])).values()], describe);
  for (const one of identities.values()) if (one?.physfn !== undefined) alike.set(one.physfn, one);
  for (const [address, owner] of owners) {
    const own = identities.get(address);
    // A virtual function shows itself a moment before the link to its physical one is there.
    const like = own ?? alike.get(owner);
    if (!there.has(address) || like === undefined || own?.physfn !== undefined) continue;
    identities.set(address, { ...like, address, physfn: owner });
  }
  return { identities: inOrder(addresses, identities), sriov, problems };
}

function inOrder(addresses: readonly string[], identities: Identities): Identities {
  return new Map(
    addresses.flatMap((address) => (identities.has(address) ? [[address, identities.get(address)] as const] : [])),
  );
}
