import { HostError, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { type State, type States, statesOf } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import { mastersIn, type NamedProcess, processesIn } from './process.ts';
import { findSockets } from './read/find-sockets.ts';
import { type Answer, createSocketReader } from './read/read-sockets.ts';
import type { HaproxySettings } from './settings.ts';
import { comingAndGoing } from './tell/occurrences.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfProcess, statesWithout } from './tell/states.ts';

/**
 * The processes of HAProxy at work. One that does not answer in time, or is gone, is told as such while others are read;
 * the reading fails only when sockets are there and none of them could be understood.
 */
export function startHaproxy(host: Host, settings: HaproxySettings): Reader {
  const readSockets = createSocketReader(host, settings.answer_deadline * 1000);
  let states: States = new Map();

  const collect = async ({ signal }: CollectRequest): Promise<Collected> => {
    const { sockets, problems: unlisted } = await findSockets(host, settings.sockets, signal);
    const answers = await readSockets(sockets, signal);
    const processes = processesIn(answers);
    const problems = [...unlisted, ...answers.flatMap(problemsOf)];
    const understood = answers.filter((answer) => !('outcome' in answer) || answer.outcome === 'silent');
    const bad = answers.find((answer) => 'outcome' in answer && answer.outcome === 'failed');
    if (understood.length === 0 && bad !== undefined && 'failure' in bad) {
      throw new Error('no HAProxy can be read', { cause: bad.failure });
    }
    const before = states;
    states = statesAfter(processes, answers, before);
    if (states.size === 0 && understood.length === 0) {
      if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
      return { outcome: 'absent', problems, states, families: () => [] };
    }
    const masters = mastersIn(answers);
    const processStates = statusesIn(states);
    return {
      outcome: problems.length === 0 ? 'ok' : 'partial',
      problems,
      states,
      occurrences: processes.flatMap(({ name }) =>
        wasRead(before, name) ? comingAndGoing(name, serversOf(before, name), serversOf(states, name)) : [],
      ),
      families: () => familiesOf({ processes, masters, processStates }, settings),
    };
  };
  return { collect };
}

/** What is known now: of those that answered, and of those known before whose socket is still there. */
function statesAfter(processes: readonly NamedProcess[], answers: readonly Answer[], before: States): States {
  const read = new Set(processes.map(({ name }) => name));
  const unread = answers.flatMap((answer) =>
    namesAt(answer, before).flatMap((name) => (read.has(name) ? [] : statesUnread(name, answer, before))),
  );
  return statesOf([...processes.flatMap((process) => statesOfProcess(process, before)), ...unread]);
}

/** The processes known at a socket; one that never answered goes by the socket. */
function namesAt(answer: Answer, before: States): readonly string[] {
  const { name, target } = answer.socket;
  const known = [...before.values()].flatMap(({ kind, subject, fields }) =>
    kind === 'process' && fields.socket === target ? [subject] : [],
  );
  return known.length === 0 && 'outcome' in answer && answer.outcome === 'silent' ? [name] : known;
}

function statesUnread(process: string, answer: Answer, before: States): readonly State[] {
  const { target } = answer.socket;
  if (isLate(answer)) return statesWithout(process, 'silent', target, before);
  const isGone = 'outcome' in answer && answer.outcome === 'absent';
  return isGone ? statesWithout(process, 'gone', target, before) : carriedOver(process, before);
}

/** Whether a process, or a worker of a master, was asked and did not answer in time. */
function isLate(answer: Answer): boolean {
  if ('outcome' in answer) return answer.outcome === 'silent';
  return 'failure' in answer && answer.failure instanceof HostError && answer.failure.kind === 'deadline';
}

/** Another process answered at the socket (nbproc), or what this one said was not understood. */
function carriedOver(process: string, before: States): readonly State[] {
  return [...before.values()].filter(({ kind, subject, fields }) =>
    kind === 'process' ? subject === process : fields.process === process,
  );
}

function statusesIn(states: States): ReadonlyMap<string, string> {
  return new Map(
    [...states.values()].flatMap(({ kind, subject, fields }) =>
      kind === 'process' ? [[subject, String(fields.status)] as const] : [],
    ),
  );
}

function wasRead(before: States, process: string): boolean {
  const status = before.get(`process/${process}`)?.fields.status;
  return status === 'running' || status === 'stopping';
}

function serversOf(states: States, process: string): ReadonlyMap<string, State> {
  return new Map(
    [...states.values()].flatMap((state) =>
      state.kind === 'server' && state.fields.process === process ? [[state.subject, state] as const] : [],
    ),
  );
}

function problemsOf(answer: Answer): readonly Problem[] {
  if (!('failure' in answer) || answer.failure === undefined) return [];
  return [{ subject: answer.socket.name, message: messageOf(answer.failure) }];
}
