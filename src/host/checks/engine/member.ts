import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { CheckTarget } from '../../checks.ts';
import { type SocketAddress, socketAddress } from '../sockets/address.ts';
import { type Standing, unknownStanding } from './standing.ts';

/** A target with all that the checker knows of it. */
export type Member = {
  target: CheckTarget;
  /** Its place in tables; given to another one when it is gone. */
  readonly slot: number;
  gone: boolean;
  /** When its next period begins. */
  due: number;
  /** Waits for its turn, or for a socket. */
  queued: boolean;
  /** A period has begun during which it could not be checked yet. */
  owed: boolean;
  /** Nothing where the target has a name. */
  readonly address: SocketAddress | undefined;
  run: Run | undefined;
  standing: Standing;
  /** Milliseconds since 1970. */
  since: number;
  checks: number;
  failures: number;
  transitions: number;
  checkedAddress: string | undefined;
  certificateExpires: number | undefined;
};

/** A check on its way. */
export type Run = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly began: number;
  /** What was lost by then, see `Stalls`. */
  readonly lost: number;
  /** The connection of a check that needs but one, or -1. */
  fd: number;
  /** Ends whatever else is open. */
  stop: AbortController | undefined;
};

export function createMember(target: CheckTarget, slot: number, since: number): Member {
  const [plain = ''] = target.address.split('%');
  return {
    target,
    slot,
    gone: false,
    due: 0,
    queued: false,
    owed: false,
    address: isIP(plain) === 0 ? undefined : socketAddress(target.address, target.port),
    run: undefined,
    standing: unknownStanding,
    since,
    checks: 0,
    failures: 0,
    transitions: 0,
    checkedAddress: undefined,
    certificateExpires: undefined,
  };
}

/** Whether what is known of a target still holds for another one: it asks the same of the same address, from the same place. */
export function sameCheck(one: CheckTarget, other: CheckTarget): boolean {
  return (
    one.address === other.address &&
    one.port === other.port &&
    isDeepStrictEqual(one.place, other.place) &&
    isDeepStrictEqual(one.check, other.check)
  );
}
