import { readFileSync } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { CheckTransition } from '../checks.ts';
import { type Checker, createChecker } from './engine/checker.ts';
import { createTurns } from './engine/turns.ts';
import { kinds } from './kinds/index.ts';
import { createNames } from './names/index.ts';
import { createSockets } from './sockets/index.ts';
import type { FromChecker, ThreadData, ToChecker } from './thread/messages.ts';
import { mostSockets } from './thread/most-sockets.ts';
import { createOutbox } from './thread/outbox.ts';
import { pack } from './thread/packed-report.ts';

/** The thread in which members are checked. Whatever goes wrong in here ends it, and the agent begins another one. */
function run(port: MessagePort, { descriptors, pulse }: ThreadData): void {
  const beats = new Int32Array(pulse);
  const ending = new AbortController();
  const say = (message: FromChecker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const sockets = createSockets(descriptors, (error) => {
    console.error(`checks: ${error.message}`);
    process.exit(1);
  });
  const outbox = createOutbox<CheckTransition>((transitions) => say({ transitions }));
  const checker: Checker = createChecker({
    sockets,
    kinds,
    names: createNames(sockets, ending.signal),
    now: () => performance.now(),
    wall: () => Date.now(),
    suspended: sockets.suspended,
    mostSockets: () => mostSockets(readFileSync('/proc/self/limits', 'utf8')),
    transition: outbox.put,
    wake: () => turns.wake(),
  });
  const turns = createTurns((planned) => {
    Atomics.add(beats, 0, 1);
    return checker.turn(planned);
  });
  port.on('message', (message: ToChecker) => {
    if ('plan' in message) checker.replan(message.plan);
    else if ('heard' in message) outbox.heard();
    else if ('report' in message) {
      // A report never knows of a transition that was not told.
      outbox.empty();
      const found = pack(checker.members(), checker.last, checker.figures());
      say({ report: message.report, found }, [found.numbers.buffer]);
    } else {
      turns.stop();
      ending.abort();
      checker.end();
      sockets.end();
      port.close();
    }
  });
}

if (parentPort !== null) run(parentPort, workerData);
