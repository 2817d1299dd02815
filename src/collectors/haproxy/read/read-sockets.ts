import { HostError, isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { type Master, parseWorkers } from '../parse/workers.ts';
import type { Socket } from './find-sockets.ts';
import { type ProcessReading, readProcess } from './read-process.ts';

/** What became of asking one socket. */
export type Answer = { readonly socket: Socket } & (
  | { readonly process: ProcessReading }
  | { readonly master: Master; readonly workers: readonly ProcessReading[]; readonly failure?: unknown }
  | { readonly outcome: 'absent' }
  /** It is there and did not answer in time. */
  | { readonly outcome: 'silent'; readonly failure: unknown }
  | { readonly outcome: 'failed'; readonly failure: unknown }
);

/** Asks sockets; remembers which of them belong to a master. */
export type SocketReader = (sockets: readonly Socket[], signal: AbortSignal) => Promise<readonly Answer[]>;

export function createSocketReader(host: Host, deadlineMs: number): SocketReader {
  let masters: ReadonlySet<string> = new Set();

  const ask = async (socket: Socket, signal: AbortSignal): Promise<Answer> => {
    try {
      return await askFirst(socket, signal);
    } catch (failure) {
      if (isAbsent(failure)) return { socket, outcome: 'absent' };
      const isLate = failure instanceof HostError && failure.kind === 'deadline';
      return { socket, outcome: isLate ? 'silent' : 'failed', failure };
    }
  };
  const askFirst = async (socket: Socket, signal: AbortSignal): Promise<Answer> => {
    if (masters.has(socket.target)) return await askMaster(socket, signal);
    try {
      return { socket, process: await readProcess(host, socket.target, '', signal) };
    } catch (error) {
      // A master does not know these commands.
      if (!(error instanceof HostError && error.kind === 'refused')) throw error;
      return await askMaster(socket, signal).catch(() => Promise.reject(error));
    }
  };
  const askMaster = async (socket: Socket, signal: AbortSignal): Promise<Answer> => {
    const text = await host.ask(socket.target, 'show proc', signal);
    return { socket, master: parseWorkers(`${socket.target} show proc`, text), workers: [] };
  };

  /** Asks the workers that have no socket of their own. */
  const askWorkers = async (answer: Answer, known: ReadonlySet<number>, signal: AbortSignal): Promise<Answer> => {
    if (!('master' in answer)) return answer;
    const workers: ProcessReading[] = [];
    let failure: unknown;
    for (const pid of answer.master.workers.filter((one) => !known.has(one))) {
      try {
        workers.push(await readProcess(host, answer.socket.target, `@!${pid} `, signal));
      } catch (error) {
        // A worker may have ended since its master named it.
        failure ??= error;
      }
    }
    return { ...answer, workers, failure };
  };

  return async (sockets, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    const answers = await Promise.all(sockets.map((socket) => ask(socket, limit)));
    signal.throwIfAborted();
    masters = new Set(answers.flatMap((answer) => ('master' in answer ? [answer.socket.target] : [])));
    const known = new Set(answers.flatMap((answer) => ('process' in answer ? [answer.process.info.pid] : [])));
    const all: Answer[] = [];
    for (const answer of answers) {
      const later = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      all.push(await askWorkers(answer, known, later));
    }
    signal.throwIfAborted();
    return all;
  };
}
