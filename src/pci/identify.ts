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

  /** A virtual function shows itself a moment before the link to its physical one is there. */
  const adopt = () => {
    for (const [address, physfn] of owners) {
      const own = identities.get(address);
      if (own !== undefined && own.physfn === undefined) identities.set(address, { ...own, physfn });
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
  adopt();
  const unlike = [...owners].filter(([address]) => there.has(address) && !identities.has(address));
  const exemplified = new Set([...identities.values()].map((one) => one?.physfn));
  const first = new Map(unlike.toReversed().map(([address, owner]) => [owner, address]));
  await atMost(
    AT_ONCE,
    [...first].flatMap(([owner, address]) => (exemplified.has(owner) ? [] : [address])),
    describe,
  );
  adopt();
  const alike = new Map(
    [...identities.values()].flatMap((one) => (one?.physfn === undefined ? [] : [[one.physfn, one] as const])),
  );
  for (const [address, owner] of unlike) {
    const like = alike.get(owner);
    if (like !== undefined) identities.set(address, { ...like, address });
  }
  return { identities: inOrder(addresses, identities), sriov, problems };
}

function inOrder(addresses: readonly string[], identities: Identities): Identities {
  return new Map(
    addresses.flatMap((address) => (identities.has(address) ? [[address, identities.get(address)] as const] : [])),
  );
}
