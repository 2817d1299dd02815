import { atMost } from '../../core/at-most.ts';
import type { Occurrence } from '../../core/definition.ts';
import { HostError, isAbsent, messageOf } from '../../core/errors.ts';
import type { Host, LinkNotice, Namespace } from '../../host/host.ts';
import type { Collected, Reader } from '../collector.ts';
import { type Context, createContext, createSignals, type Signals } from './context.ts';
import { createDoors } from './doors.ts';
import { createJoining } from './joining/join.ts';
import { createMemory } from './memory.ts';
import { interfaceFamilies } from './metrics/families.ts';
import { emptyView, type View } from './model/view.ts';
import { type Named, namedIn } from './named.ts';
import { isWorthDescribing, readNotified } from './read/notified.ts';
import { pollNamespace } from './read/poll.ts';
import { readSoftnet } from './read/softnet.ts';
import { remainingIn } from './remaining.ts';
import { createSelection } from './selection.ts';
import type { InterfaceSettings } from './settings.ts';
import { mergeStates } from './states.ts';

/** Namespaces that are read at once: each may start a program or two. */
const AT_ONCE = 8;

/**
 * The collector at work: decides what to read, and remembers what was read.
 * @param now a clock in milliseconds, which tells when it is time to describe devices anew
 */
export function createReader(host: Host, settings: InterfaceSettings, now = () => performance.now()): Reader {
  const selection = createSelection(settings);
  const doors = createDoors(host, selection);
  const memory = createMemory();
  const joining = createJoining(memory, doors, settings, now);

  /** What an aborted reading found out is forgotten: the next one has begun from where it did. */
  const update = async (
    namespace: Namespace,
    signals: Signals,
    read: (door: Host, view: View, context: Context) => Promise<View>,
  ): Promise<void> => {
    const view = memory.views.get(namespace.netns) ?? emptyView(namespace.netns);
    const occurrences: Occurrence[] = [];
    const occurred = (one: Occurrence) => occurrences.push(one);
    const context = createContext({ settings, selection, now, occurred }, signals);
    const next = 'host' in namespace ? await read(namespace.host, view, context) : shut(view, namespace.error);
    if (signals.signal.aborted) return;
    memory.views.set(namespace.netns, next);
    memory.occurrences.push(...occurrences);
  };

  /** Views in the order of the doors, and none of a namespace that is not there any more. */
  const arrange = () => {
    const views = [...doors.all().keys()].flatMap((netns) => memory.views.get(netns) ?? []);
    memory.views.clear();
    for (const view of views) memory.views.set(view.netns, view);
  };

  const pollSoftnet = async (signal: AbortSignal) => {
    memory.softnetProblems = [];
    try {
      memory.softnet = await readSoftnet(host, signal);
    } catch (error) {
      memory.softnet = [];
      if (isAbsent(error)) return;
      memory.softnetProblems = [{ subject: 'interface', message: messageOf(error) }];
    }
  };

  const pollAll = async (signals: Signals) => {
    const { signal } = signals;
    await doors.refresh(signal);
    const poll = (namespace: Namespace) =>
      update(namespace, signals, (door, view, context) => pollNamespace(door, view, false, context, signal));
    await Promise.all([atMost(AT_ONCE, [...doors.all().values()], poll), pollSoftnet(signal)]);
    arrange();
  };

  const readNamed = async (named: readonly Named[], signals: Signals) => {
    const { signal } = signals;
    if (named.some(({ netns, names }) => !doors.all().has(netns) || (netns !== '' && names === undefined))) {
      await doors.refresh(signal);
    }
    await atMost(AT_ONCE, [...named], async ({ netns, names }) => {
      const namespace = doors.all().get(netns);
      if (namespace === undefined) return;
      await update(namespace, signals, async (door, view, context) => {
        const all = names === undefined || !view.described || isWorthDescribing(view, names);
        return all
          ? await pollNamespace(door, view, true, context, signal)
          : await readNotified(door, view, names, context, signal);
      });
    });
    arrange();
  };

  const isWatched = ({ netns, interface: name }: LinkNotice): boolean =>
    selection.namespace(netns) &&
    (name === undefined || (selection.name(name) && memory.views.get(netns)?.leftOut.has(name) !== true));

  const result = (): Collected => {
    const views = [...memory.views.values()];
    const problems = [
      ...doors.problems(),
      ...views.flatMap((view) => Object.values(view.problems).flat()),
      ...memory.softnetProblems,
      ...joining.problems(),
    ];
    if (views.every(({ absent }) => absent)) {
      return { outcome: 'absent', problems: [], states: new Map(), families: () => [] };
    }
    if (views.every(({ counters, described }) => counters === undefined && !described)) {
      const reasons = problems.map(({ message }) => message).join('; ');
      throw new HostError('refused', 'interface', `no device can be read: ${reasons}`);
    }
    const { states, softnet, occurrences } = memory;
    memory.occurrences = [];
    const families = () => interfaceFamilies(views, softnet);
    const mayRemain = remainingIn(memory.views, doors.problems().length === 0);
    const outcome = problems.length === 0 ? 'ok' : 'partial';
    return { outcome, problems, states, occurrences, mayRemain, families };
  };

  return {
    collect: async ({ signal, changed }) => {
      const named = namedIn(changed?.filter(isWatched));
      const signals = createSignals(signal);
      if (changed === undefined || memory.views.size === 0) await pollAll(signals);
      else await readNamed(named, signals);
      signal.throwIfAborted();
      await joining.join(signals.programs);
      memory.states = mergeStates(memory.states, memory.views, named);
      return result();
    },
    watch: (listener, signal) => {
      host.watchLinks((notice) => {
        if (isWatched(notice)) listener.changed(notice);
      }, signal);
    },
  };
}

/** A namespace that can't be entered: its devices stay as they were last seen, what is counted is not known. */
function shut(view: View, error: Error): View {
  const entrance = [{ subject: view.netns, message: messageOf(error) }];
  return {
    ...view,
    counters: undefined,
    queues: new Map(),
    learned: undefined,
    ports: undefined,
    problems: { ...view.problems, entrance },
  };
}
