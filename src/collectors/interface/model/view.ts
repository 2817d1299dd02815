import type { Problem } from '../../../core/snapshot.ts';
import type { LearnedAddresses } from '../parse/learned-addresses.ts';
import type { NetDev } from '../parse/net-dev.ts';
import type { Qdisc } from '../parse/qdiscs.ts';
import type { PortUse, Protocol } from '../parse/sockets.ts';
import type { Device } from './device.ts';

/** Local ports of a namespace: how many can be given, and how far they are in use where that could be found out. */
export type Ports = { readonly given: number; readonly use: Readonly<Record<Protocol, PortUse>> | undefined };

/** The devices of one namespace. */
export type Devices = {
  /** In the order of the last full description; those that came since then are at the end. */
  readonly devices: ReadonlyMap<string, Device>;
  /** Devices that are not watched because of their kind. */
  readonly leftOut: ReadonlySet<string>;
};

/** What the last readings of one namespace left. Never changes: the next reading makes another one. */
export type View = Devices & {
  readonly netns: string;
  /** The names that /proc/net/dev held when the devices were last described; others mean that devices came or went. */
  readonly listed: ReadonlySet<string>;
  /** Devices that do not lead any more where they did, and have to be described to tell where they lead now. */
  readonly stale: readonly string[];
  /** Whether devices could be described at the last try. */
  readonly described: boolean;
  /** How often all of them were described. */
  readonly descriptions: number;
  /** The kernel has no network devices at all: it has no list of them, and there is no program to ask. */
  readonly absent: boolean;
  /** Not known when they could not be read the last time. */
  readonly counters: NetDev | undefined;
  readonly queues: ReadonlyMap<string, Qdisc>;
  /** Not known where it was not asked for or could not be read. */
  readonly learned: LearnedAddresses | undefined;
  readonly ports: Ports | undefined;
  /** When devices, queues and learned addresses, and local ports are to be read again (`performance.now()`). */
  readonly due: { readonly devices: number; readonly queues: number; readonly ports: number };
  /** What could not be read at the last try, by what it belongs to. */
  readonly problems: Readonly<Record<Part, readonly Problem[]>>;
};

/** By the name of the namespace, the host's own first. */
export type Views = ReadonlyMap<string, View>;

/** What is read of a namespace, each at its own time. */
export type Part = 'entrance' | 'counters' | 'devices' | 'queues' | 'learned' | 'ports';

const NO_PROBLEMS = { entrance: [], counters: [], devices: [], queues: [], learned: [], ports: [] } as const;

export function emptyView(netns: string): View {
  return {
    netns,
    devices: new Map(),
    leftOut: new Set(),
    listed: new Set(),
    stale: [],
    described: false,
    descriptions: 0,
    absent: false,
    counters: undefined,
    queues: new Map(),
    learned: undefined,
    ports: undefined,
    due: { devices: 0, queues: 0, ports: 0 },
    problems: NO_PROBLEMS,
  };
}

/** Puts devices in the place of those of the same name. */
export function replaceDevices(views: Map<string, View>, devices: readonly Device[]): void {
  for (const [netns, some] of Map.groupBy(devices, (device) => device.netns)) {
    const view = views.get(netns);
    if (view === undefined) continue;
    const all = new Map(view.devices);
    for (const device of some) all.set(device.name, device);
    views.set(netns, { ...view, devices: all });
  }
}

/** Notes devices that have to be described again. */
export function markStale(views: Map<string, View>, devices: readonly Device[]): void {
  for (const [netns, some] of Map.groupBy(devices, (device) => device.netns)) {
    const view = views.get(netns);
    if (view !== undefined) views.set(netns, { ...view, stale: some.map(({ name }) => name) });
  }
}

/** The devices of some views that others do not have by the same name. */
export function missingDevices(views: Views, others: Views): readonly Device[] {
  return [...views.values()].flatMap(({ netns, devices }) => {
    const there = others.get(netns)?.devices;
    if (there === devices) return [];
    return Array.from(devices.values()).filter(({ name }) => there?.has(name) !== true);
  });
}
