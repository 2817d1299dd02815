import { CheckFailure, type Connection, type Sockets } from '../kind.ts';
import { EPOLLOUT } from './abi.ts';
import { socketAddress } from './address.ts';
import type { RawSockets } from './open-socket.ts';
import type { Readiness } from './readiness.ts';
import type { Tcp } from './tcp.ts';

/** Connections for those kinds of checks that go on from there. */
export function createConnect(sockets: RawSockets, tcp: Tcp, readiness: Readiness): Sockets['connect'] {
  return async ({ address, port, place }, signal) => {
    if (signal.aborted) throw new CheckFailure('timeout');
    const began = performance.now();
    const fd = tcp.begin(socketAddress(address, port), place, false);
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    const leave = () => {
      readiness.unwatch(fd);
      signal.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      leave();
      sockets.close(fd);
      reject(new CheckFailure('timeout'));
    };
    const look = (): boolean => {
      const found = tcp.look(fd);
      if (found === undefined) return false;
      leave();
      if (found.reason === 'ok')
        resolve({ fd: sockets.give(fd), roundTrip: found.duration ?? performance.now() - began });
      else {
        sockets.close(fd);
        reject(new CheckFailure(found.reason, found.detail));
      }
      return true;
    };
    // Nearby, the handshake is over before the call returns.
    if (look()) return await promise;
    signal.addEventListener('abort', giveUp, { once: true });
    readiness.watch(fd, EPOLLOUT, look);
    return await promise;
  };
}
