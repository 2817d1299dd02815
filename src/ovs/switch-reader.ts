import type { Occurrence } from '../core/definition.ts';
import { messageOf } from '../core/errors.ts';
import type { Family } from '../core/metric.ts';
import type { Problem } from '../core/snapshot.ts';
import { type State, type States, sameState, stateKey } from '../core/state.ts';
import type { Host } from '../host/host.ts';
import { inAnswerTime } from './answer-time.ts';
import { findDaemons, type OvsDaemon, type RunDirectories } from './daemons.ts';

/** What a collector makes of one ovs-vswitchd; this module asks each one there is and keeps them apart. */
export type SwitchPart<Reading> = {
  /** Named where a problem concerns no object in particular. */
  readonly collector: string;
  /**
   * Reads one daemon. `undefined` when it has nothing of the kind; rejects when it can't be read.
   * @param before what was read of it the last time
   */
  readonly read: (daemon: OvsDaemon, before: Reading | undefined, signal: AbortSignal) => Promise<Reading | undefined>;
  /** States without the daemon in their subjects. */
  readonly states: (reading: Reading) => readonly State[];
  /** What could not be read of it; the rest could. */
  readonly problems: (reading: Reading) => readonly string[];
  readonly occurrences?: (reading: Reading) => readonly Occurrence[];
  readonly families: (readings: readonly DaemonReading<Reading>[]) => readonly Family[];
};

export type DaemonReading<Reading> = { readonly daemon: OvsDaemon; readonly reading: Reading };

/** As a collector's `Collected`. */
export type CollectedSwitches = {
  readonly outcome: 'ok' | 'partial' | 'absent';
  readonly problems: readonly Problem[];
  readonly states: States;
  readonly occurrences: readonly Occurrence[];
  readonly families: () => readonly Family[];
};

type Memory<Reading> = {
  readonly daemon: OvsDaemon;
  readonly reading: Reading | undefined;
  readonly failure?: unknown;
};

/**
 * Reads every ovs-vswitchd of the host. One that fails is a problem beside the others, with its states as they were and
 * none of its figures; when all fail, the reading does.
 */
export function startSwitchReader<Reading>(host: Host, settings: RunDirectories, part: SwitchPart<Reading>) {
  let memories: ReadonlyMap<string, Memory<Reading>> = new Map();
  let states: States = new Map();

  const readOne = async (daemon: OvsDaemon, signal: AbortSignal): Promise<Memory<Reading>> => {
    const earlier = memories.get(daemon.name);
    // Another process counts from the beginning.
    const before = earlier?.daemon.pid === daemon.pid ? earlier.reading : undefined;
    try {
      return { daemon, reading: await part.read(daemon, before, inAnswerTime(signal)) };
    } catch (failure) {
      return { daemon, reading: earlier?.reading, failure };
    }
  };

  const collect = async ({ signal }: { readonly signal: AbortSignal }): Promise<CollectedSwitches> => {
    const daemons = (await findDaemons(host, settings, signal)).filter(({ kind }) => kind === 'vswitchd');
    const read = await Promise.all(daemons.map((daemon) => readOne(daemon, signal)));
    // A reading that was given up must not change what the next one is compared with.
    signal.throwIfAborted();
    memories = new Map(read.map((memory) => [memory.daemon.name, memory]));
    const failed = read.filter(({ failure }) => failure !== undefined);
    const first = failed[0];
    if (first !== undefined && failed.length === read.length) {
      throw new Error(`ovs-vswitchd (process ${first.daemon.pid}) can not be read`, { cause: first.failure });
    }
    const good = read.flatMap(({ daemon, reading, failure }) =>
      reading === undefined || failure !== undefined ? [] : [{ daemon, reading }],
    );
    states = kept(
      states,
      read.flatMap((memory) => statesOf(memory)),
    );
    const problems = read.flatMap((memory) => problemsOf(memory));
    return {
      outcome: outcomeOf(good.length, problems.length),
      problems,
      states,
      occurrences: good.flatMap(({ daemon, reading }) =>
        (part.occurrences?.(reading) ?? []).map((one) => ({ ...one, subject: subjectOf(daemon, one.subject) })),
      ),
      families: () => part.families(good),
    };
  };

  const statesOf = ({ daemon, reading }: Memory<Reading>): readonly State[] =>
    reading === undefined
      ? []
      : part.states(reading).map((state) => ({ ...state, subject: subjectOf(daemon, state.subject) }));

  const problemsOf = ({ daemon, reading, failure }: Memory<Reading>): readonly Problem[] => {
    const subject = daemon.name === '' ? part.collector : daemon.name;
    if (failure !== undefined) return [{ subject, message: messageOf(failure) }];
    return reading === undefined ? [] : part.problems(reading).map((message) => ({ subject, message }));
  };

  return { collect };
}

function outcomeOf(good: number, problems: number): CollectedSwitches['outcome'] {
  if (problems > 0) return 'partial';
  return good === 0 ? 'absent' : 'ok';
}

/** An object's name in events and states: `1`, or `/run/ovs-b:1` of a switch in another run directory. */
function subjectOf({ name }: OvsDaemon, subject: string): string {
  return name === '' ? subject : `${name}:${subject}`;
}

/** The states by key; one that says the same as before is the same object as before. */
function kept(before: States, now: readonly State[]): States {
  return new Map(
    now.map((state) => {
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}
