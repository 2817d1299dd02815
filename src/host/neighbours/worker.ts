import { type MessagePort, parentPort } from 'node:worker_threads';
import { HostError, messageOf } from '../../core/errors.ts';
import { CheckFailure } from '../checks/kind.ts';
import { loadLibc } from '../checks/sockets/libc.ts';
import { createNamespaces } from '../checks/sockets/within-namespace.ts';
import type { Asking, FromAsker, ToAsker } from './messages.ts';
import { createFrameSockets, type FrameSocketRequest } from './packet-socket.ts';
import { askNeighbour } from './probe.ts';

/**
 * The thread in which neighbours are asked: a device is made to listen under a lock of the kernel that a broken driver may
 * hold for long, and a network namespace is entered by a thread.
 */
function run(port: MessagePort): void {
  const libc = loadLibc();
  const openHere = createFrameSockets(libc);
  const namespaces = createNamespaces(libc, (error) => {
    console.error(`neighbours: ${error.message}`);
    process.exit(1);
  });
  const open = (netns: string) => (request: FrameSocketRequest) =>
    netns === '' ? openHere(request) : namespaces.withinFile(netns, () => openHere(request));
  const asked = new Map<number, AbortController>();

  const ask = async ({ ask: number, netns, probe }: Asking): Promise<FromAsker> => {
    const stop = new AbortController();
    asked.set(number, stop);
    try {
      return { asked: number, answer: await askNeighbour(open(netns), probe, stop.signal) };
    } catch (error) {
      return { asked: number, failure: failureOf(error, probe.device) };
    } finally {
      asked.delete(number);
    }
  };

  port.on('message', (message: ToAsker) => {
    if ('drop' in message) asked.get(message.drop)?.abort();
    else void ask(message).then((answer) => port.postMessage(answer));
  });
}

function failureOf(error: unknown, device: string): Extract<FromAsker, { failure: object }>['failure'] {
  if (error instanceof HostError) {
    const { kind, target, message } = error;
    return { kind, target, message: message.replace(`${target}: `, '') };
  }
  const isGone = error instanceof CheckFailure && error.reason === 'no-place';
  return { kind: isGone ? 'absent' : 'refused', target: device, message: messageOf(error) };
}

if (parentPort !== null) run(parentPort);
