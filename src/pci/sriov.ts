import { atMost } from '../core/at-most.ts';
import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { DEVICES, ifThere } from './describe.ts';
import type { PciIdentity, Sriov } from './device.ts';
import { nameAtEnd, parseCount, virtfnNumber } from './parse.ts';

/** Reads the virtual functions of the devices that can have some. */
export type SriovReader = {
  readonly read: (identities: readonly PciIdentity[], signal: AbortSignal) => Promise<SriovReading>;
};

export type SriovReading = {
  /** By the address of the physical function. */
  readonly sriov: ReadonlyMap<string, Sriov>;
  readonly problems: readonly { readonly address: string; readonly error: unknown }[];
};

const AT_ONCE = 16;

/** Which virtual function has which address is read again only when some came or went. */
export function createSriovReader(host: Host): SriovReader {
  let known: ReadonlyMap<string, Sriov> = new Map();
  let seen: ReadonlySet<string> = new Set();

  const count = async (address: string, name: string, signal: AbortSignal): Promise<number> => {
    const file = `${DEVICES}/${address}/${name}`;
    return parseCount(await host.readText(file, signal), file);
  };

  const readOne = async (address: string, stirred: boolean, signal: AbortSignal): Promise<Sriov> => {
    const [totalvfs, numvfs] = await Promise.all([
      count(address, 'sriov_totalvfs', signal),
      count(address, 'sriov_numvfs', signal),
    ]);
    const before = known.get(address);
    const same = before?.totalvfs === totalvfs && before.numvfs === numvfs && (numvfs === 0 || !stirred);
    if (same) return before;
    return { totalvfs, numvfs, virtfns: numvfs === 0 ? new Map() : await virtfnsOf(host, address, signal) };
  };

  return {
    read: async (identities, signal) => {
      const there = new Set(identities.map(({ address }) => address));
      const stirred = there.size !== seen.size || [...there].some((address) => !seen.has(address));
      const problems: { address: string; error: unknown }[] = [];
      const sriov = new Map<string, Sriov>();
      await Promise.all(
        identities.map(async ({ address, isPhysical }) => {
          if (!isPhysical) return;
          try {
            sriov.set(address, await readOne(address, stirred, signal));
          } catch (error) {
            if (isAbsent(error)) return;
            problems.push({ address, error });
            const before = known.get(address);
            if (before !== undefined) sriov.set(address, { ...before, numvfs: undefined });
          }
        }),
      );
      if (!signal.aborted) {
        known = sriov;
        seen = there;
      }
      return { sriov, problems };
    },
  };
}

async function virtfnsOf(host: Host, address: string, signal: AbortSignal): Promise<ReadonlyMap<number, string>> {
  const directory = `${DEVICES}/${address}`;
  const numbers = (await host.list(directory, signal)).flatMap((name) => virtfnNumber(name) ?? []);
  const found = await atMost(
    AT_ONCE,
    numbers.sort((a, b) => a - b),
    async (number) => {
      const target = await ifThere(host.readLink(`${directory}/virtfn${number}`, signal));
      return target === undefined ? [] : [[number, nameAtEnd(target)] as const];
    },
  );
  return new Map(found.flat());
}
