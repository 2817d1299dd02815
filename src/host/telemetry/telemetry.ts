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

  const ask: Host['telemetry'] = async (path, command, signal) => {
    const kept = sessions.get(path);
    const session = sessionOf(path);
    try {
      return await session.ask(command, signal);
    } catch (error) {
      // A kept connection may have been dead for long; only a new one tells whether the process still lives.
      const wasDead = session === kept && !session.isOpen() && error instanceof HostError && error.kind === 'refused';
      if (!wasDead) throw error;
      return await sessionOf(path).ask(command, signal);
    }
  };

  return {
    // Waiting for one's turn ends with the signal too.
    ask: (path, command, signal) => inTime(path, ask(path, command, signal), signal),
    close: () => {
      for (const [path, session] of [...sessions]) session.close(new HostError('ended', path, 'closed'));
    },
  };
}
