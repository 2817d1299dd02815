import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { statesOf } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import { findDaemons } from '../../ovs/daemons.ts';
import { type Switch, switchesOf } from '../../ovs/switches.ts';
import { watchDatabases } from '../../ovs/watch-databases.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import { nothingKnown, type SwitchMemory } from './memory.ts';
import { bondTables } from './read/port-rows.ts';
import { readSwitch, type SwitchAnswer } from './read/read-switch.ts';
import { remember } from './remember.ts';
import type { OvsBondSettings } from './settings.ts';
import { familiesOf, type ReadSwitch } from './tell/points.ts';

/** What became of asking one switch. */
type Outcome = { readonly name: string } & ({ readonly answer: SwitchAnswer } | { readonly failure: unknown });

/** @param clock milliseconds that never go backwards */
export function startOvsBonds(host: Host, settings: OvsBondSettings, clock = () => performance.now()): Reader {
  let memories: ReadonlyMap<string, SwitchMemory> = new Map();
  const watching = watchDatabases(host, [bondTables]);

  const collect = async ({ signal }: CollectRequest): Promise<Collected> => {
    const switches = switchesOf(await findDaemons(host, settings, signal));
    if (switches.length === 0 && memories.size > 0) throw new Error('no daemon of Open vSwitch runs any more');
    watching.follow(switches);
    const outcomes = await Promise.all(switches.map((found) => ask(found, signal)));
    signal.throwIfAborted();
    const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
    const first = failed[0]?.failure;
    if (first !== undefined && failed.length === switches.length) {
      throw new Error('the bonds of Open vSwitch are not known', { cause: first });
    }
    memories = remembered(outcomes);
    return result(outcomes);
  };

  const ask = async (found: Switch, signal: AbortSignal): Promise<Outcome> => {
    try {
      return { name: found.name, answer: await readSwitch(host, found, signal) };
    } catch (failure) {
      signal.throwIfAborted();
      return { name: found.name, failure };
    }
  };

  const remembered = (outcomes: readonly Outcome[]): ReadonlyMap<string, SwitchMemory> => {
    const now = clock();
    return new Map(
      outcomes.map((outcome) => {
        const before = memories.get(outcome.name) ?? nothingKnown;
        const after =
          'answer' in outcome ? remember(before, outcome.answer.reading, now, settings.failover_time * 1000) : before;
        return [outcome.name, after];
      }),
    );
  };

  const result = (outcomes: readonly Outcome[]): Collected => {
    const problems = outcomes.flatMap(problemOf);
    const states = statesOf([...memories.values()].flatMap((memory) => memory.states));
    if (outcomes.length === 0) return { outcome: 'absent', problems, states, families: () => [] };
    const read = outcomes.flatMap((outcome): readonly ReadSwitch[] => {
      const memory = memories.get(outcome.name);
      return 'answer' in outcome && memory !== undefined ? [{ reading: outcome.answer.reading, memory }] : [];
    });
    return {
      outcome: problems.length === 0 ? 'ok' : 'partial',
      problems,
      states,
      families: () => familiesOf(read, settings),
    };
  };

  return { collect, watch: watching.watch };
}

function problemOf(outcome: Outcome): readonly Problem[] {
  const subject = outcome.name === '' ? 'ovs-bond' : outcome.name;
  if ('failure' in outcome) return [{ subject, message: messageOf(outcome.failure) }];
  const { problem } = outcome.answer;
  return problem === undefined ? [] : [{ subject, message: problem }];
}
