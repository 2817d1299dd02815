import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { beginChecks, type CheckerOptions } from '../../src/host/checks/begin-checks.ts';
import type { CheckPlan, CheckReport, Checks, CheckTarget, CheckTransition } from '../../src/host/checks.ts';

export type Checking = Checks & {
  readonly transitions: readonly CheckTransition[];
  readonly deaths: readonly Error[];
  /** The states now, by key. */
  readonly states: () => Promise<Record<string, string>>;
  readonly now: () => Promise<CheckReport>;
  readonly stop: () => void;
};

/** Real checks in their thread, which ends when the test has finished. */
export function checking(plan: CheckPlan, options?: CheckerOptions): Checking {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const transitions: CheckTransition[] = [];
  const deaths: Error[] = [];
  const listener = {
    transition: (transition: CheckTransition) => void transitions.push(transition),
    lost: (error: Error) => void deaths.push(error),
  };
  const checks = beginChecks(plan, listener, stop.signal, options);
  const now = () => checks.report(AbortSignal.timeout(10_000));
  return {
    ...checks,
    transitions,
    deaths,
    now,
    states: async () => Object.fromEntries([...(await now()).targets].map(([key, { state }]) => [key, state])),
    stop: () => stop.abort(),
  };
}

/** A member on loopback that is checked often, up after two and down after three. */
export function member(port: number, changes: Partial<CheckTarget> = {}): CheckTarget {
  return {
    key: `127.0.0.1:${port}`,
    group: 'web',
    address: '127.0.0.1',
    port,
    place: {},
    check: { kind: 'tcp', halfOpen: false },
    delay: 100,
    timeout: 80,
    rise: 2,
    fall: 3,
    ...changes,
  };
}

/** A server on loopback that does this with whoever connects; by default it keeps quiet until the other side goes. */
export async function server(
  use: (socket: Socket) => void = () => {},
  host = '0.0.0.0',
  port = 0,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const listening: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
    use(socket);
  });
  listening.listen(port, host, 65_535);
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => void listening.close() };
}

/** Descriptors that this process has open. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
