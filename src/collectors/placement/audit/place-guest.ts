import type { Guest, GuestProcess } from '../../../guests/guest.ts';
import type { Expectation } from '../settings.ts';
import { deviationsOf } from './expectation.ts';
import { findingsOf } from './findings.ts';
import type {
  CpuPlacement,
  DevicePlacement,
  GuestPlacement,
  MemoryPlacement,
  PortPlacement,
  QueuePlacement,
} from './model.ts';
import { unique } from './place-cpus.ts';

/** A running guest and what was found out about it. */
export type FoundGuest = {
  readonly guest: Guest & { readonly process: GuestProcess };
  readonly cpus: CpuPlacement | undefined;
  readonly memory: MemoryPlacement | undefined;
  readonly devices: readonly DevicePlacement[];
};

/** Puts a guest's parts together and compares them, with each other and with what is declared. */
export function placeGuest(
  { guest, cpus, memory, devices }: FoundGuest,
  ports: readonly PortPlacement[],
  expected: Expectation | undefined,
): GuestPlacement {
  const parts = { cpus, memory, devices, ports, nodes: nodesOf(cpus, memory, devices) };
  return {
    name: guest.name,
    uuid: guest.uuid,
    pid: guest.process.pid,
    ...parts,
    findings: findingsOf(parts),
    expected,
    deviations: deviationsOf(expected, parts),
  };
}

function nodesOf(
  cpus: CpuPlacement | undefined,
  memory: MemoryPlacement | undefined,
  devices: readonly DevicePlacement[],
): readonly number[] | undefined {
  if (cpus === undefined || memory === undefined || devices.some(({ isRead }) => !isRead)) return undefined;
  return unique([...cpus.nodes, ...memory.nodes, ...devices.flatMap(({ node }) => node ?? [])]);
}

/** The ports of a guest, by their sockets, with the queues that a switch polls of them. */
export function portsOf(
  guest: Guest,
  portBySocket: ReadonlyMap<string, { readonly daemon: string; readonly port: string }>,
  queues: readonly QueuePlacement[],
  path: (socket: string) => string,
): readonly PortPlacement[] {
  return guest.vhostUserPorts.map(({ socket }) => {
    const found = portBySocket.get(path(socket));
    const own = queues.filter(({ daemon, port }) => daemon === found?.daemon && port === found.port);
    return { socket, daemon: found?.daemon, port: found?.port, queues: own };
  });
}
