import net from 'node:net';
import { HostError } from '../../core/errors.ts';
import type { FlowTable } from '../host.ts';
import { socketError } from '../json-rpc/socket-error.ts';
import { createConversation, type Step } from './conversation.ts';

/**
 * `Host.flowTables`: one connection for each question. A switch would send probes and reports to one that is kept.
 * Rejects with a HostError; the connection is closed in any case.
 */
export async function flowTables(path: string, signal: AbortSignal): Promise<readonly FlowTable[]> {
  if (signal.aborted) throw late(path, signal);
  const { promise, resolve, reject } = Promise.withResolvers<readonly FlowTable[]>();
  const conversation = createConversation();
  const socket = net.connect(path);
  const step = (chunk: Buffer): Step | undefined => {
    try {
      return conversation.receive(chunk);
    } catch (error) {
      reject(new HostError('refused', path, 'sent what is not an OpenFlow answer', { cause: error }));
      return undefined;
    }
  };
  socket.on('data', (chunk: Buffer) => {
    const { send = [], outcome } = step(chunk) ?? {};
    for (const bytes of send) socket.write(bytes);
    if (outcome === undefined) return;
    if ('tables' in outcome) resolve(outcome.tables);
    else reject(new HostError('refused', path, outcome.refusal));
  });
  socket.on('error', (error) => reject(socketError(path, error)));
  socket.on('close', () => {
    const where = conversation.isInside() ? ' in the middle of a message' : '';
    reject(new HostError('refused', path, `the connection was closed${where}`));
  });
  const onAbort = () => reject(late(path, signal));
  signal.addEventListener('abort', onAbort, { once: true });
  socket.write(conversation.opening);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

function late(path: string, signal: AbortSignal): HostError {
  return new HostError('deadline', path, 'no answer in time', { cause: signal.reason });
}
