import type { Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import type { View } from '../model/view.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { haveChanged, readCounters } from './counters.ts';
import { describeDevices } from './describe.ts';
import { readPorts } from './ports.ts';
import { readLearned, readQueues } from './queues.ts';

/**
 * Devices that could not be described are tried again after this long, unless the usual pace is quicker. Not those where the
 * kernel did not answer at all: a program that waits for it may not even be killed.
 */
const RETRY_MS = 5000;
/** Counting sockets takes at most one part in so many of the time. */
const PORT_SHARE = 100;

/**
 * Reads one namespace: counters always, the rest when its time has come, and devices also when others are there than
 * before. Never rejects: what could not be read stays as it was, or is not known any more, and is named among the problems.
 * @param anew describe the devices whatever the time
 */
export async function pollNamespace(
  door: Host,
  view: View,
  anew: boolean,
  context: Context,
  signal: AbortSignal,
): Promise<View> {
  const attempts = createAttempts(view);
  const counters = await attempts.of('counters', readCounters(door, view, context.selection, signal));
  const names = counters?.names;
  const changed = names !== undefined && haveChanged(names, view.listed);
  const current: View = { ...view, counters, listed: names === undefined ? view.listed : new Set(names) };
  const now = context.now();
  const stale = view.stale.some((name) => view.devices.has(name));
  const described =
    anew || changed || stale || now >= view.due.devices
      ? await describe(door, current, now, attempts, context, signal)
      : current;
  const absent = attempts.isAbsent('counters') && (described === current ? view.absent : attempts.isAbsent('devices'));
  const next = absent ? described : await readSlowParts(door, described, now, attempts, context, signal);
  return { ...next, absent, problems: attempts.problems() };
}

async function describe(
  door: Host,
  view: View,
  now: number,
  attempts: Attempts,
  context: Context,
  signal: AbortSignal,
): Promise<View> {
  const description = await attempts.of('devices', describeDevices(door, view, undefined, context, signal));
  const pause = pauseAfter(view, context);
  if (description === undefined) {
    const retry = attempts.isLate('devices') ? pause : Math.min(pause, RETRY_MS);
    return { ...view, described: false, due: { ...view.due, devices: now + retry } };
  }
  attempts.add('devices', description.problems);
  const { devices, leftOut } = description;
  return {
    ...view,
    devices,
    leftOut,
    stale: [],
    described: true,
    descriptions: view.descriptions + 1,
    due: { ...view.due, devices: now + pause },
  };
}

async function readSlowParts(
  door: Host,
  view: View,
  now: number,
  attempts: Attempts,
  context: Context,
  signal: AbortSignal,
): Promise<View> {
  const due = { ...view.due };
  const pause = pauseAfter(view, context);
  const readBoth = async () => {
    due.queues = now + pause;
    const [queues, learned] = await Promise.all([
      attempts.of('queues', readQueues(door, view.devices, context)),
      attempts.of('learned', readLearned(door, view.devices, context)),
    ]);
    return { queues: queues ?? new Map(), learned };
  };
  const readUse = async () => {
    const began = context.now();
    const ports = await attempts.of('ports', readPorts(door, context, signal));
    due.ports = now + Math.max(pause, (context.now() - began) * PORT_SHARE);
    return { ports };
  };
  const [slow, ports] = await Promise.all([
    now >= view.due.queues ? readBoth() : undefined,
    now >= view.due.ports ? readUse() : undefined,
  ]);
  return { ...view, ...slow, ...ports, due };
}

/** The first time shorter, by the namespace's name, so that not all are described in the same poll ever after. */
function pauseAfter({ netns, described }: View, { settings }: Context): number {
  const pause = settings.resync * 1000;
  if (described || netns === '') return pause;
  let sum = 0;
  for (let index = 0; index < netns.length; index += 1) sum += netns.charCodeAt(index) * (index + 1);
  return pause * (0.5 + (sum % 64) / 128);
}
