import { atMost } from '../core/at-most.ts';
import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { DEVICES, ifThere } from './describe.ts';
import type { PciProblem, Sriov } from './device.ts';
import { nameAtEnd, parseCount, virtfnNumber } from './parse.ts';

export type SriovReading = {
  /** By the address of the physical function. */
  readonly sriov: ReadonlyMap<string, Sriov>;
  readonly problems: readonly PciProblem[];
};

const AT_ONCE = 16;

/**
 * Reads the virtual functions of these physical ones. Those that are gone are left out; what can't be read is as before.
 * @param stirred whether PCI devices came or went since `known`: only then may the same number of virtual functions have
 * other addresses
 */
export async function readSriov(
  host: Host,
  addresses: readonly string[],
  known: ReadonlyMap<string, Sriov>,
  stirred: boolean,
  signal: AbortSignal,
): Promise<SriovReading> {
  const problems: PciProblem[] = [];
  const sriov = new Map<string, Sriov>();
  await Promise.all(
    addresses.map(async (address) => {
      const before = known.get(address);
      try {
        sriov.set(address, await readOne(host, address, before, stirred, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (isAbsent(error)) return;
        problems.push({ address, error });
        if (before !== undefined) sriov.set(address, { ...before, numvfs: undefined });
      }
    }),
  );
  return { sriov, problems };
}

async function readOne(
  host: Host,
  address: string,
  before: Sriov | undefined,
  stirred: boolean,
  signal: AbortSignal,
): Promise<Sriov> {
  const count = async (name: string): Promise<number> => {
    const file = `${DEVICES}/${address}/${name}`;
    return parseCount(await host.readText(file, signal), file);
  };
  const [totalvfs, numvfs] = await Promise.all([count('sriov_totalvfs'), count('sriov_numvfs')]);
  const isSame = before?.totalvfs === totalvfs && before.numvfs === numvfs && (numvfs === 0 || !stirred);
  if (isSame) return before;
  return { totalvfs, numvfs, virtfns: numvfs === 0 ? new Map() : await virtfnsOf(host, address, signal) };
}

async function virtfnsOf(host: Host, address: string, signal: AbortSignal): Promise<ReadonlyMap<number, string>> {
  const directory = `${DEVICES}/${address}`;
  const numbers = (await host.list(directory, signal)).flatMap((name) => virtfnNumber(name) ?? []);
  numbers.sort((a, b) => a - b);
  const found = await atMost(AT_ONCE, numbers, async (number) => {
    const target = await ifThere(host.readLink(`${directory}/virtfn${number}`, signal));
    return target === undefined ? [] : [[number, nameAtEnd(target)] as const];
  });
  return new Map(found.flat());
}
