import { numberIn } from '../../ovs/row-values.ts';
import type { DaemonMemory, SwitchMemory } from './memory.ts';
import { type Model, modelOf } from './model/model.ts';
import type { DaemonAnswer, SwitchAnswer } from './read/read-switch.ts';
import { statesOfSwitch } from './tell/states.ts';

/** The clock of a reading, and how long a configuration may take. */
export type Patience = { readonly now: number; readonly configurationMs: number };

/** What is known of a switch after it was asked. What did not answer stands as it was last seen. */
export function remember(
  daemon: string,
  before: SwitchMemory,
  answer: SwitchAnswer,
  { now, configurationMs }: Patience,
): SwitchMemory {
  const { database } = answer;
  const model =
    'failure' in database ? before.model : modelOf(daemon, database.state, answer.rxQueues.queues, before.model);
  const isPending = 'failure' in database ? before.pendingSince !== undefined : hasPending(model);
  const pendingSince = isPending ? (before.pendingSince ?? now) : undefined;
  const memory = {
    model,
    rxQueues: 'failure' in database ? before.rxQueues : answer.rxQueues,
    flows: 'failure' in database ? before.flows : answer.flows,
    vswitchd: daemonAfter(before.vswitchd, answer.vswitchd),
    ovsdb: daemonAfter(before.ovsdb, answer.ovsdb),
    pendingSince,
    isStuck: pendingSince !== undefined && now - pendingSince >= configurationMs,
  };
  return { ...memory, ...statesOfSwitch(daemon, memory, before) };
}

function hasPending(model: Model | undefined): boolean {
  if (model?.root === undefined) return false;
  const current = numberIn(model.root, 'cur_cfg');
  const next = numberIn(model.root, 'next_cfg');
  return current !== undefined && next !== undefined && current < next;
}

function daemonAfter(before: DaemonMemory, answer: DaemonAnswer): DaemonMemory {
  if ('failure' in answer) return { ...before, isUp: false };
  const isOther = before.pid !== undefined && before.pid !== answer.pid;
  return {
    pid: answer.pid,
    version: answer.version,
    isUp: true,
    restarts: before.restarts + (isOther ? 1 : 0),
  };
}
