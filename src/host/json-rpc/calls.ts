import { HostError } from '../../core/errors.ts';
import type { Host } from '../host.ts';
import { type Connection, openConnection } from './connection.ts';

/** `Host.call` over one kept connection for each socket, opened again by the next call after it has ended. */
export type Calls = { readonly call: Host['call']; readonly close: () => void };

export function createCalls(): Calls {
  const connections = new Map<string, Connection>();

  const connectionTo = (path: string): Connection => {
    const kept = connections.get(path);
    if (kept?.isGood()) return kept;
    const fresh: Connection = openConnection(path, {
      notified: () => undefined,
      ended: () => {
        if (connections.get(path) === fresh) connections.delete(path);
      },
    });
    connections.set(path, fresh);
    return fresh;
  };

  return {
    call: (path, method, params, signal) => connectionTo(path).request(method, params, signal),
    close: () => {
      for (const [path, connection] of [...connections]) connection.close(new HostError('ended', path, 'closed'));
    },
  };
}
