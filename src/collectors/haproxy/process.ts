import type { Info } from './parse/info.ts';
import type { Master } from './parse/workers.ts';
import type { ProcessReading } from './read/read-process.ts';
import type { Answer } from './read/read-sockets.ts';

/** One process of HAProxy, by the name under which all is told of it. */
export type NamedProcess = { readonly name: string; readonly target: string } & ProcessReading;

export type NamedMaster = { readonly name: string; readonly master: Master };

/**
 * Names the processes after their sockets; those of an HAProxy with several (nbproc) have their number behind it. A
 * process that answered at several sockets is taken once.
 */
export function processesIn(answers: readonly Answer[]): readonly NamedProcess[] {
  const taken: Info[] = [];
  return answers.flatMap((answer) => {
    const { socket } = answer;
    return readingsIn(answer).flatMap((reading) => {
      const { info } = reading;
      if (taken.some((other) => isSame(other, info))) return [];
      taken.push(info);
      const name = info.processes > 1 ? `${socket.name}/${info.number}` : socket.name;
      return [{ name, target: socket.target, ...reading }];
    });
  });
}

function readingsIn(answer: Answer): readonly ProcessReading[] {
  if ('process' in answer) return [answer.process];
  return 'master' in answer ? answer.workers : [];
}

export function mastersIn(answers: readonly Answer[]): readonly NamedMaster[] {
  return answers.flatMap((answer) => ('master' in answer ? [{ name: answer.socket.name, master: answer.master }] : []));
}

/** Process ids are unique in one container only; two processes that begin at the same second have different ones. */
function isSame(a: Info, b: Info): boolean {
  return a.pid === b.pid && a.node === b.node && Math.abs(a.uptime - b.uptime) <= 1;
}
