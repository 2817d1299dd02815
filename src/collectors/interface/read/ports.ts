import type { Argv, Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import type { Ports } from '../model/view.ts';
import { countGiven, isGiven, type LocalPorts, parseLocalPorts } from '../parse/local-ports.ts';
import { parsePortUse } from '../parse/sockets.ts';
import { absent } from './answers.ts';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
const RESERVED = '/proc/sys/net/ipv4/ip_local_reserved_ports';

/** Local ports and their use; `undefined` where they are not asked for, or the kernel has none. A host without ss(8) tells no use. */
export async function readPorts(
  door: Host,
  { settings, programs }: Context,
  signal: AbortSignal,
): Promise<Ports | undefined> {
  if (settings.local_ports === 'off' || (settings.local_ports === 'host' && door.netns !== '')) return undefined;
  const read = (file: string) => door.readText(file, signal).catch(absent);
  const [range, reserved] = await Promise.all([read(RANGE), read(RESERVED)]);
  if (range === undefined || reserved === undefined) return undefined;
  const ports = parseLocalPorts(range, RANGE, reserved, RESERVED);
  const argv = socketsInside(ports);
  const text = await door.run(argv, programs).catch(absent);
  const use = text === undefined ? undefined : parsePortUse(text, argv.join(' '), (port) => isGiven(ports, port));
  return { given: countGiven(ports), use };
}

/** The kernel itself leaves out the sockets of other local ports (ss(8), FILTER). */
function socketsInside({ first, last }: LocalPorts): Argv {
  return ['ss', '-Htuan', 'sport', '>=', `:${first}`, 'and', 'sport', '<=', `:${last}`];
}
