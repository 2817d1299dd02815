import { atMost } from '../../../core/at-most.ts';
import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import { findGuests } from '../../../guests/find-guests.ts';
import type { Guest, GuestProcess } from '../../../guests/guest.ts';
import { createThreadReader, type GuestThreads } from '../../../guests/threads.ts';
import type { Host } from '../../../host/host.ts';
import { nodesOfCpus, readNumaNodes } from '../../../topology/numa-nodes.ts';
import { createDeviceNodes } from '../read/devices.ts';
import { createMemoryMeter, type Measurement } from '../read/memory.ts';
import { readSwitches, type SwitchReading } from '../read/switches.ts';
import type { PlacementSettings } from '../settings.ts';
import { expectationFor } from './expectation.ts';
import type { Audit, GuestPlacement } from './model.ts';
import { placeCpus } from './place-cpus.ts';
import { type FoundGuest, placeGuest, portsOf } from './place-guest.ts';
import { placeMemory } from './place-memory.ts';
import { placeQueues, socketPath } from './place-queues.ts';

export type Audited = { readonly audit: Audit; readonly problems: readonly Problem[] };

/** Audits a host again and again, and remembers what rarely changes. */
export type Auditor = {
  /** `undefined` on a kernel without NUMA nodes. Rejects when nodes or processes can't be listed. */
  readonly audit: (signal: AbortSignal) => Promise<Audited | undefined>;
};

type RunningGuest = Guest & { readonly process: GuestProcess };
/** A guest, with its threads unless these can't be read. */
type Threaded = { readonly guest: RunningGuest; readonly threads: GuestThreads | undefined };

const AT_ONCE = 8;

/** @param patienceMs how long memory is measured in one audit before the rest waits for the next */
export function createAuditor(host: Host, settings: Omit<PlacementSettings, 'interval'>, patienceMs: number): Auditor {
  const threads = createThreadReader(host);
  const meter = createMemoryMeter(host, settings, patienceMs);
  const deviceNodes = createDeviceNodes(host);
  let memoryNodes: ReadonlyMap<number, readonly number[]> = new Map();

  return {
    audit: async (signal) => {
      const nodes = await readNumaNodes(host, signal);
      if (nodes === undefined) return undefined;
      const problems: Problem[] = [];
      const [found, switches] = await Promise.all([
        findGuests(host, signal),
        readSwitches(host, settings, problems, signal),
      ]);
      problems.push(...found.problems.map((message) => ({ subject: 'placement', message })));
      const running = found.guests.filter(isRunning);
      for (const { name, problems: own } of running) {
        problems.push(...own.map((message) => ({ subject: name, message })));
      }
      const all = await readAllThreads(running, problems, signal);
      const addresses = new Set(running.flatMap(({ pciDevices }) => pciDevices));
      const [measured, devices] = await Promise.all([
        meter.measure(
          all.flatMap(({ guest, threads: own }) =>
            own === undefined ? [] : [{ guest, pid: guest.process.pid, main: own.main }],
          ),
          signal,
        ),
        deviceNodes(addresses, problems, signal),
      ]);
      signal.throwIfAborted();
      problems.push(...problemsOf(all, measured));
      const cpuNodes = nodesOfCpus(nodes);
      const parts = all.map(({ guest, threads: own }): FoundGuest => {
        const { pid } = guest.process;
        return {
          guest,
          cpus: own && placeCpus(own, cpuNodes),
          memory: own && placeMemory(guest, own.main, measured.get(pid), memoryNodes.get(pid) ?? []),
          devices: guest.pciDevices.flatMap((address) => devices.get(address) ?? []),
        };
      });
      memoryNodes = new Map(parts.map(({ guest, memory }) => [guest.process.pid, memory?.nodes ?? []]));
      return { audit: { nodes, ...compared(parts, switches, settings) }, problems };
    },
  };

  async function readAllThreads(
    guests: readonly RunningGuest[],
    problems: Problem[],
    signal: AbortSignal,
  ): Promise<readonly Threaded[]> {
    threads.keep(guests.map(({ process }) => process));
    const read = await atMost(AT_ONCE, guests, async (guest): Promise<Threaded | undefined> => {
      try {
        return { guest, threads: await threads.read(guest.process, signal) };
      } catch (error) {
        // A guest that has ended meanwhile is no longer one.
        if (isAbsent(error)) return undefined;
        problems.push({ subject: guest.name, message: messageOf(error) });
        return { guest, threads: undefined };
      }
    });
    return read.flatMap((one) => one ?? []);
  }
}

function isRunning(guest: Guest): guest is RunningGuest {
  return guest.process !== undefined;
}

function compared(
  parts: readonly FoundGuest[],
  switches: readonly SwitchReading[],
  { guests: declared }: Pick<PlacementSettings, 'guests'>,
): Pick<Audit, 'guests' | 'queues'> {
  const owners = new Map(
    parts.flatMap(({ guest: { name, vhostUserPorts }, memory }) =>
      vhostUserPorts.map(({ socket }) => [socketPath(socket), { name, memoryNodes: memory?.nodes ?? [] }] as const),
    ),
  );
  const queues = placeQueues(switches, owners);
  const bySocket = new Map(
    switches.flatMap(({ daemon, ports }) =>
      [...ports.values()].flatMap(({ name, socket }) =>
        socket === undefined ? [] : [[socketPath(socket), { daemon, port: name }] as const],
      ),
    ),
  );
  const guests = parts.map(
    (part): GuestPlacement =>
      placeGuest(part, portsOf(part.guest, bySocket, queues, socketPath), expectationFor(part.guest.name, declared)),
  );
  return { guests, queues };
}

function problemsOf(all: readonly Threaded[], measured: ReadonlyMap<number, Measurement>): readonly Problem[] {
  let denied = 0;
  const problems: Problem[] = [];
  for (const { guest } of all) {
    const measurement = measured.get(guest.process.pid);
    if (measurement?.failure !== undefined) problems.push({ subject: guest.name, message: measurement.failure });
    if (measurement?.refused === 'denied') denied += 1;
  }
  if (denied === 0) return problems;
  const what = denied === 1 ? 'one guest' : `${denied} guests`;
  const message = `where the memory of ${what} lies may not be measured: /proc/<pid>/numa_maps takes the guest's user or CAP_SYS_PTRACE`;
  return [...problems, { subject: 'memory', message }];
}
