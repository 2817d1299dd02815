import { type Checker, createChecker } from '../../src/host/checks/engine/checker.ts';
import type { Names, Outcome } from '../../src/host/checks/kind.ts';
import { kinds } from '../../src/host/checks/kinds/index.ts';
import type { CheckPlan, CheckTarget, CheckTransition } from '../../src/host/checks.ts';

/** What a member does with a connection: it answers after so many milliseconds, or never. */
export type Behaviour = { readonly after: number; readonly outcome: Outcome } | undefined;
/** A check that was seen: which port (members are told apart by it), and when it began and ended. */
export type Seen = { readonly port: number; readonly began: number; ended?: number };

export type Simulation = {
  readonly checker: Checker;
  readonly seen: readonly Seen[];
  readonly transitions: readonly CheckTransition[];
  /** Sockets that are open. */
  readonly open: () => number;
  readonly now: () => number;
  /** Lets so many milliseconds pass, with every turn in time. */
  readonly pass: (milliseconds: number) => void;
  /** Nobody gives the checker a turn meanwhile, though the kernel works on. */
  readonly stop: (milliseconds: number) => void;
  /** As `stop`, but the clock stands still too. */
  readonly sleep: (milliseconds: number) => void;
};

/**
 * A checker in simulated time: an hour passes in a moment, and every turn comes exactly when it should or not at all.
 * The network is what `behave` says; all the rest is real.
 */
export function simulate(
  plan: CheckPlan,
  behave: (port: number, now: number) => Behaviour,
  addressOf: Names['addressOf'] = unused,
): Simulation {
  let now = 1_000_000;
  let slept = 0;
  let planned = now;
  let lastFd = 0;
  const seen: Seen[] = [];
  const transitions: CheckTransition[] = [];
  const connections = new Map<number, { readonly seen: Seen; readonly answer: Behaviour; listener?: () => void }>();

  const checker = createChecker({
    sockets: {
      begin: ({ bytes }) => {
        const port = new DataView(bytes.buffer).getUint16(2);
        lastFd += 1;
        const one: Seen = { port, began: now };
        seen.push(one);
        connections.set(lastFd, { seen: one, answer: behave(port, now) });
        return lastFd;
      },
      look: (fd) => {
        const connection = connections.get(fd);
        const answer = connection?.answer;
        if (connection === undefined || answer === undefined) return undefined;
        return now - connection.seen.began >= answer.after ? answer.outcome : undefined;
      },
      whenConnected: (fd, listener) => {
        const connection = connections.get(fd);
        if (connection !== undefined) connection.listener = listener;
      },
      close: (fd) => {
        const connection = connections.get(fd);
        if (connection !== undefined) connection.seen.ended = now;
        connections.delete(fd);
      },
      connect: unused,
      datagram: unused,
      ping: unused,
    },
    kinds,
    names: { addressOf },
    now: () => now,
    wall: () => now,
    suspended: () => slept,
    mostSockets: () => 1_000_000,
    transition: (transition) => void transitions.push(transition),
    wake: () => {
      planned = Math.min(planned, now);
    },
  });
  checker.replan(plan);

  const turn = () => {
    const was = planned;
    planned = Number.POSITIVE_INFINITY;
    planned = Math.min(planned, checker.turn(was));
    // What came in is heard of after that: a turn has to look for itself.
    for (const [fd, { listener }] of connections) if (connections.has(fd)) listener?.();
  };

  return {
    checker,
    seen,
    transitions,
    open: () => connections.size,
    now: () => now,
    pass: (milliseconds) => {
      const until = now + milliseconds;
      while (planned <= until) {
        now = Math.max(now, planned);
        turn();
      }
      now = until;
    },
    stop: (milliseconds) => {
      now += milliseconds;
    },
    sleep: (milliseconds) => {
      slept += milliseconds;
    },
  };
}

function unused(): never {
  throw new Error('only connections are simulated');
}

/** A member that is checked once a second, with half a second for an answer, up after two and down after three. */
export function simulatedTarget(port: number, changes: Partial<CheckTarget> = {}): CheckTarget {
  return {
    key: `member ${port}`,
    group: 'web',
    address: '192.0.2.1',
    port,
    place: {},
    check: { kind: 'tcp', halfOpen: false },
    delay: 1000,
    timeout: 500,
    rise: 2,
    fall: 3,
    ...changes,
  };
}

export function simulatedPlan(count: number, changes: Partial<CheckTarget> = {}, descriptors = 10_000): CheckPlan {
  return { targets: Array.from({ length: count }, (_, index) => simulatedTarget(index + 1, changes)), descriptors };
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export const answers: Behaviour = { after: 0.2, outcome: { reason: 'ok', duration: 0.2 } };
export const refuses: Behaviour = { after: 0.2, outcome: { reason: 'refused' } };
export const silent: Behaviour = undefined;

/** When each check of a member began. */
export const began = ({ seen }: Simulation, port: number) =>
  seen.filter((one) => one.port === port).map((one) => one.began);

export const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

export const figures = ({ checker }: Simulation) => checker.figures().checker;

/** How often checks of the group ended in which way. */
export const reasons = ({ checker }: Simulation) => checker.figures().groups.get('web')?.byReason;
