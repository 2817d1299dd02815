import type { CheckReason } from '../../checks.ts';
import { failureOf } from '../failure.ts';
import type { Attempt, KindName, Kinds, Names, Outcome, Sockets, SpecOf } from '../kind.ts';
import { type SocketAddress, socketAddress } from '../sockets/address.ts';
import type { CheckerSockets } from '../sockets/index.ts';
import type { Member, Run } from './member.ts';

/** Sends checks on their way and hears what becomes of them. */
export type Runner = {
  /** What it finds may be told before this returns. */
  readonly begin: (member: Member) => void;
  /** Time is over. */
  readonly expire: (member: Member) => void;
  /** Nobody wants to know any more. */
  readonly abandon: (member: Member) => void;
  /** Looks at connections that have only just begun, and says whether some are to be looked at again in a moment. */
  readonly lookAround: () => boolean;
};

export type RunnerParts = {
  readonly sockets: Sockets & Pick<CheckerSockets, 'begin' | 'look' | 'whenConnected' | 'close'>;
  readonly kinds: Kinds;
  readonly names: Names;
  readonly now: () => number;
  readonly wall: () => number;
  readonly lost: () => number;
  readonly ended: (member: Member, run: Run, outcome: Outcome) => void;
};

/** So many connections are not worth a wait. */
const FEW = 4;

export function createRunner({ sockets, kinds, names, now, wall, lost, ended }: RunnerParts): Runner {
  /** Connections that began in this turn, and those that were not there yet at the end of the turn before. */
  let fresh: Member[] = [];
  let second: Member[] = [];

  const end = (member: Member, run: Run, outcome: Outcome): void => {
    if (member.run !== run) return;
    close(run);
    member.run = undefined;
    ended(member, run, outcome);
  };

  const close = (run: Run): void => {
    const { fd } = run;
    run.fd = -1;
    if (fd >= 0) sockets.close(fd);
    run.stop?.abort();
  };

  const connect = (member: Member, run: Run, address: SocketAddress, halfOpen: boolean): void => {
    try {
      run.fd = sockets.begin(address, member.target.place, halfOpen);
      fresh.push(member);
    } catch (error) {
      end(member, run, failureOf(error));
    }
  };

  /** Whether it is over. */
  const look = (member: Member): boolean => {
    const { run } = member;
    if (run === undefined || run.fd < 0) return true;
    const outcome = sockets.look(run.fd);
    if (outcome !== undefined) end(member, run, outcome);
    return outcome !== undefined;
  };

  const watch = (member: Member): void => {
    if (member.run !== undefined) sockets.whenConnected(member.run.fd, () => look(member));
  };

  const addressOf = async ({ target, address }: Member, signal: AbortSignal): Promise<string> =>
    address === undefined ? await names.addressOf(target.address, target.place, signal) : target.address;

  /** The rest of a check that is not over within this turn. */
  const goOn = async (member: Member, run: Run, signal: AbortSignal): Promise<void> => {
    const { check, port, place } = member.target;
    try {
      const address = await addressOf(member, signal);
      if (member.run !== run) return;
      member.checkedAddress = address;
      if (check.kind === 'tcp') {
        connect(member, run, socketAddress(address, port), check.halfOpen);
        return;
      }
      const name = member.address === undefined ? member.target.address : undefined;
      const attempt = { name, address, port, place, sockets, signal };
      end(member, run, await runKind(kinds, check.kind, { ...attempt, spec: check }));
    } catch (error) {
      end(member, run, failureOf(error));
    }
  };

  return {
    begin: (member) => {
      const { check, address } = member.target;
      const run: Run = { at: wall(), began: now(), lost: lost(), fd: -1, stop: undefined };
      member.run = run;
      if (check.kind === 'tcp' && member.address !== undefined) {
        member.checkedAddress = address;
        connect(member, run, member.address, check.halfOpen);
        return;
      }
      run.stop = new AbortController();
      void goOn(member, run, run.stop.signal);
    },
    expire: (member) => {
      const { run, target } = member;
      if (run === undefined) return;
      const { check } = target;
      if (run.fd >= 0) {
        if (!look(member)) end(member, run, { reason: 'timeout' });
        return;
      }
      const silence = check.kind === 'tcp' ? 'timeout' : silenceOf(kinds, check.kind, check);
      // Silence that passes takes all the time there is, and not more.
      const outcome = silence === 'ok' ? { reason: silence, duration: target.timeout } : { reason: silence };
      // The answer may be there already: Node reads before it comes to this.
      setImmediate(() => end(member, run, outcome));
    },
    abandon: (member) => {
      const { run } = member;
      member.run = undefined;
      if (run !== undefined) close(run);
    },
    lookAround: () => {
      for (const member of second) if (!look(member)) watch(member);
      second = fresh.filter((member) => !look(member));
      fresh = [];
      if (second.length > FEW) return true;
      for (const member of second) watch(member);
      second = [];
      return false;
    },
  };
}

function runKind<Name extends KindName>(kinds: Kinds, name: Name, attempt: Attempt<SpecOf<Name>>): Promise<Outcome> {
  return kinds[name].run(attempt);
}

function silenceOf<Name extends KindName>(kinds: Kinds, name: Name, spec: SpecOf<Name>): CheckReason {
  return kinds[name].silence?.(spec) ?? 'timeout';
}
