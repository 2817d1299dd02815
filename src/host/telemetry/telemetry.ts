import { HostError } from '../../core/errors.ts';
import type { Host } from '../host.ts';
import { inTime } from '../in-time.ts';
import { openSession, type Session } from './session.ts';

/** `Host.telemetry` over one kept connection for each socket: a DPDK process takes ten at most (lib/telemetry). */
export type Telemetry = { readonly ask: Host['telemetry']; readonly close: () => void };

export function createTelemetry(): Telemetry {
  const sessions = new Map<string, Session>();

  const sessionOf = (path: string): Session => {
    const kept = sessions.get(path);
    if (kept?.isOpen()) return kept;
    const fresh: Session = openSession(path, () => {
      if (sessions.get(path) === fresh) sessions.delete(path);
    });
    sessions.set(path, fresh);
    return fresh;
  };

  return {
    // Waiting for one's turn ends with the signal too.
    ask: (path, command, signal) => inTime(path, sessionOf(path).ask(command, signal), signal),
    close: () => {
      for (const [path, session] of [...sessions]) session.close(new HostError('ended', path, 'closed'));
    },
  };
}
