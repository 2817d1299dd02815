import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { statesOf } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import { findDaemons } from '../../ovs/daemons.ts';
import { type Switch, switchesOf } from '../../ovs/switches.ts';
import { watchDatabases } from '../../ovs/watch-databases.ts';
import type { Collected, CollectRequest, Reader, WatchListener } from '../collector.ts';
import { nothingKnown, type SwitchMemory } from './memory.ts';
import { readSwitch, type SwitchAnswer } from './read/read-switch.ts';
import { stateTables } from './read/requests.ts';
import { remember } from './remember.ts';
import type { OvsSettings } from './settings.ts';
import { switchLost } from './tell/kinds.ts';
import { familiesOf, type ReadSwitch } from './tell/points.ts';

type Answered = { readonly name: string; readonly answer: SwitchAnswer };

/** @param clock milliseconds that never go backwards */
export function startOvs(host: Host, settings: OvsSettings, clock = () => performance.now()): Reader {
  let memories: ReadonlyMap<string, SwitchMemory> = new Map();
  let wasThere = false;
  let listener: WatchListener | undefined;
  const watching = watchDatabases(host, [stateTables]);

  const collect = async ({ signal, changed }: CollectRequest): Promise<Collected> => {
    const switches = switchesOf(await findDaemons(host, settings, signal));
    if (switches.length === 0 && memories.size > 0) throw lost(new Error('no daemon of Open vSwitch runs any more'));
    watching.follow(switches);
    const answers = await Promise.all(switches.map((found) => ask(found, changed === undefined, signal)));
    signal.throwIfAborted();
    memories = remembered(answers);
    const failures = answers.flatMap(({ answer: { vswitchd } }) => ('failure' in vswitchd ? [vswitchd.failure] : []));
    if (failures.length > 0 && failures.length === answers.length) throw lost(failures[0]);
    wasThere = answers.length > 0;
    return result(answers);
  };

  const ask = async (found: Switch, isPoll: boolean, signal: AbortSignal): Promise<Answered> => {
    const { rxQueues, flows } = isPoll ? nothingKnown : (memories.get(found.name) ?? nothingKnown);
    return { name: found.name, answer: await readSwitch(host, found, { rxQueues, flows }, signal) };
  };

  const remembered = (answers: readonly Answered[]): ReadonlyMap<string, SwitchMemory> => {
    const patience = { now: clock(), configurationMs: settings.configuration_time * 1000 };
    return new Map(
      answers.map(({ name, answer }) => [name, remember(name, memories.get(name) ?? nothingKnown, answer, patience)]),
    );
  };

  /** The failed reading shows no states, so that the loss is told beside it, once. */
  const lost = (failure: unknown): Error => {
    const message = `no ovs-vswitchd answers: ${messageOf(failure)}`;
    if (wasThere) listener?.occurred({ definition: switchLost, subject: 'ovs-vswitchd', message });
    wasThere = false;
    return new Error(message, { cause: failure });
  };

  const result = (answers: readonly Answered[]): Collected => {
    const problems = answers.flatMap(problemsOf);
    const states = statesOf([...memories.values()].flatMap((memory) => memory.states));
    if (answers.length === 0) return { outcome: 'absent', problems, states, families: () => [] };
    const read = answers.flatMap(({ name, answer }): readonly ReadSwitch[] => {
      const memory = memories.get(name);
      const figures = 'failure' in answer.database ? undefined : answer.database.figures;
      return memory === undefined ? [] : [{ daemon: name, memory, figures }];
    });
    return {
      outcome: problems.length === 0 ? 'ok' : 'partial',
      problems,
      states,
      families: () => familiesOf(read, settings),
    };
  };

  return {
    collect,
    watch: (watcher, signal) => {
      listener = watcher;
      watching.watch(watcher, signal);
    },
  };
}

function problemsOf({ name, answer }: Answered): readonly Problem[] {
  const subject = name === '' ? 'ovs' : name;
  const { vswitchd, ovsdb, database } = answer;
  const failures = [
    ...('failure' in vswitchd ? [vswitchd.failure] : []),
    ...('failure' in ovsdb ? [ovsdb.failure] : []),
    ...('failure' in database && !('failure' in vswitchd) ? [database.failure] : []),
  ];
  return [...failures.map(messageOf), ...answer.problems].map((message) => ({ subject, message }));
}
