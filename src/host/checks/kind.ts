import type { CheckPlace, CheckReason, CheckSpec, CheckVerdict } from '../checks.ts';

/**
 * What the checker asks of a kind of check. The checker says when a check begins and when it is over: a kind has no
 * timer of its own, and never decides that something took too long. `tcp` is the checker's own.
 */
export type Kind<Spec extends CheckSpec = CheckSpec> = {
  /**
   * One check. Resolves with what was found, as soon as it is clear; a rejection is read by `failureOf`. When the signal
   * is aborted, time is over and nobody listens any more: what is open is closed, at once.
   */
  readonly run: (attempt: Attempt<Spec>) => Promise<Outcome>;
  /** What it means when time ran out: `timeout`, unless silence is what passes. */
  readonly silence?: (spec: Spec) => 'timeout' | 'ok';
};

export type KindName = Exclude<CheckSpec['kind'], 'tcp'>;
export type SpecOf<Name extends CheckSpec['kind']> = Extract<CheckSpec, { readonly kind: Name }>;
export type Kinds = { readonly [Name in KindName]: Kind<SpecOf<Name>> };

export type Attempt<Spec extends CheckSpec = CheckSpec> = {
  readonly spec: Spec;
  /** The target's name, where it has one instead of an address. */
  readonly name: string | undefined;
  /** An IPv4 or IPv6 address, with the scope behind a percent sign where it has one: `fe80::1%eth0`. */
  readonly address: string;
  readonly port: number;
  readonly place: CheckPlace;
  readonly sockets: Sockets;
  readonly signal: AbortSignal;
};

export type Outcome = {
  readonly reason: CheckReason;
  /** Milliseconds; where it is not there, the checker's own clock decides. */
  readonly duration?: number | undefined;
  /** What was found, for a person. Shortened by the checker. */
  readonly detail?: string | undefined;
  /** Milliseconds since 1970. */
  readonly certificateExpires?: number | undefined;
};

/** Names of targets. */
export type Names = {
  /** The address that is to be checked now. Rejects with a `CheckFailure` that says `not-resolved`. */
  readonly addressOf: (name: string, place: CheckPlace, signal: AbortSignal) => Promise<string>;
};

/** Sockets in the place that they are asked for. Everything here throws or rejects with a `CheckFailure`. */
export type Sockets = {
  /**
   * A TCP connection that stands. The descriptor is non-blocking and the caller's from then on: `new net.Socket({ fd })`.
   * It is reset when it is closed (SO_LINGER 0), so that nothing of it stays behind. Until then the signal closes it.
   */
  readonly connect: (to: Endpoint, signal: AbortSignal) => Promise<Connection>;
  /** A UDP socket that knows its peer, and so hears of ICMP errors. */
  readonly datagram: (to: Endpoint) => Datagram;
  /** A socket for ICMP echo: an unprivileged one, or a raw one. The port is not used. */
  readonly ping: (to: Endpoint) => Ping;
};

export type Endpoint = { readonly address: string; readonly port: number; readonly place: CheckPlace };

/** `roundTrip`: milliseconds from the SYN to its answer, as the kernel measured them. */
export type Connection = { readonly fd: number; readonly roundTrip: number };

export type Datagram = {
  readonly send: (bytes: Uint8Array) => void;
  /**
   * The next datagram. Rejects with `refused` or `unreachable` when an ICMP error came instead, and with anything when the
   * signal was aborted. One at a time.
   */
  readonly receive: (signal: AbortSignal) => Promise<Received>;
  /** Has to be called, once or more often. */
  readonly close: () => void;
};

/** `elapsed`: milliseconds from the last `send` to the arrival, as the kernel stamped it. */
export type Received = { readonly bytes: Buffer; readonly elapsed: number };

export type Ping = {
  /** An echo request; identifier and checksum are the socket's business. */
  readonly send: (sequence: number, payload: Uint8Array) => void;
  /** The next echo reply from the peer to this socket. Rejects as `Datagram.receive` does. */
  readonly receive: (signal: AbortSignal) => Promise<Received & { readonly sequence: number }>;
  readonly close: () => void;
};

/** A check came to an end that has a reason of its own. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly reason: CheckReason;

  /** @param detail what was found, for a person; without it the reason says all */
  constructor(reason: CheckReason, detail?: string, options?: ErrorOptions) {
    super(detail ?? '', options);
    this.reason = reason;
  }
}

const saysNothing: readonly CheckReason[] = ['no-place', 'no-socket', 'no-file', 'untrusted'];

export function verdictOf(reason: CheckReason): CheckVerdict {
  if (reason === 'ok') return 'pass';
  return saysNothing.includes(reason) ? 'none' : 'fail';
}
