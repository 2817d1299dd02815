import { z } from 'zod';
import { ParseError } from '../../../core/errors.ts';
import type { Argv, Host } from '../../../host/host.ts';
import type { Instance } from '../instance.ts';

/** The addresses that devices have, by device. A device that is not there has none. */
export type Addresses = ReadonlyMap<string, ReadonlySet<string>>;

const schema = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z.array(z.object({ local: z.string().optional() })).optional(),
  }),
);

/** Asks for the addresses of all devices that instances have virtual addresses on, in the network namespace of their process. */
export async function readAddresses(
  host: Host,
  pid: number,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<Addresses> {
  const devices = new Set(instances.flatMap(({ addresses }) => addresses.map((one) => one.interface)));
  if (devices.size === 0) return new Map();
  const own = await host.readLink('/proc/self/ns/net', signal);
  const namespace = `/proc/${pid}/ns/net`;
  const isElsewhere = (await host.readLink(namespace, signal)) !== own;
  const addresses = new Map<string, Set<string>>();
  // All devices at once: asking for one that is not there would fail.
  const show: Argv = ['ip', '-j', 'address', 'show'];
  const argv: Argv = isElsewhere ? ['nsenter', `--net=${namespace}`, '--', ...show] : show;
  for (const { ifname = '', addr_info: all = [] } of parsed(argv, await host.run(argv, signal))) {
    if (devices.has(ifname)) addresses.set(ifname, new Set(all.flatMap(({ local }) => local ?? [])));
  }
  return addresses;
}

function parsed(argv: Argv, text: string) {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new ParseError(argv.join(' '), 0, 'addresses of devices in JSON', text, { cause: error });
  }
}
