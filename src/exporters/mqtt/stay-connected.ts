import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../core/errors.ts';
import { createBackoff } from '../../remote/backoff.ts';
import type { TroubleLog } from '../../remote/trouble-log.ts';
import type { BrokerConnection } from './connect-broker.ts';
import type { Session } from './session.ts';
import type { Timing } from './timing.ts';

export type StayConnectedOptions = {
  readonly connect: () => Promise<BrokerConnection>;
  readonly open: (connection: BrokerConnection) => Session;
  /** The session has ended. */
  readonly closed: () => void;
  readonly trouble: TroubleLog;
  readonly timing: Timing;
};

/** One connection after the other, with growing waits between those that fail, until the signal is aborted. */
export async function stayConnected(options: StayConnectedOptions, signal: AbortSignal): Promise<void> {
  const { connect, open, closed, trouble, timing } = options;
  const backoff = createBackoff(timing.firstRetry, timing.longestRetry);
  while (!signal.aborted) {
    try {
      const connection = await connect();
      const openedAt = performance.now();
      trouble.over('connected to the broker');
      const { reason } = await open(connection).ended;
      closed();
      if (performance.now() - openedAt >= timing.good) backoff.reset();
      if (!signal.aborted) trouble.tell(`lost the connection to the broker: ${reason}`);
    } catch (error) {
      if (!signal.aborted) trouble.tell(`can't connect to the broker: ${messageOf(error)}`);
    }
    await sleep(backoff.next(), undefined, { signal }).catch(() => {});
  }
}
