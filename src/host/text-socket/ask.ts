import net from 'node:net';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../host.ts';
import { socketError } from '../json-rpc/socket-error.ts';

/** The longest answer: statistics of 50,000 servers are about 20 MB. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

// 127.0.0.1:9999, [::1]:9999, lb.example:9999
const TCP = /^(?:\[([^\]]+)\]|([^/:]+)):(\d{1,5})$/;

/**
 * `Host.ask`: sends one line, says that it was the last, and reads until the other side closes the connection, which is
 * how HAProxy ends an answer to a client that is not interactive (management.txt, section 9.3).
 */
export const askTextSocket: Host['ask'] = (target, command, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(late(target, signal));
      return;
    }
    const socket = net.connect(addressOf(target));
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      finish();
    };
    const fail = (error: HostError) => settle(() => reject(error));
    const onAbort = () => fail(late(target, signal));
    signal.addEventListener('abort', onAbort, { once: true });

    // A master of HAProxy answers to the end only when it knows that no further command comes.
    socket.on('connect', () => socket.end(`${command}\n`));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_ANSWER)
        fail(new HostError('refused', target, `an answer of more than ${LONGEST_ANSWER} bytes`));
    });
    socket.on('error', (error) => fail(socketError(target, error)));
    socket.on('end', () => {
      if (length === 0) fail(new HostError('refused', target, 'the connection was closed without an answer'));
      else settle(() => resolve(Buffer.concat(chunks).toString('utf8')));
    });
  });

function addressOf(target: string): net.NetConnectOpts {
  const [, bracketed, plain, port] = TCP.exec(target) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? { path: target } : { host, port: Number(port) };
}

function late(target: string, signal: AbortSignal): HostError {
  return new HostError('deadline', target, 'no answer in time', { cause: signal.reason });
}
