import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { reasonOfErrno } from '../failure.ts';
import { CheckFailure } from '../kind.ts';
import {
  CLOCK_REALTIME,
  EPOLLIN,
  IP_RECVERR,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  littleEndian,
  MSG_ERRQUEUE,
  MSG_NOSIGNAL,
  SO_TIMESTAMPNS,
  SOL_SOCKET,
} from './abi.ts';
import type { Libc, Scratch } from './libc.ts';
import { OPTION_AT, type RawSockets } from './open-socket.ts';
import type { Readiness } from './readiness.ts';
import { createReceivedMessage, PACKET_SIZE } from './received-message.ts';

/** A socket that sends packets to its one peer and gets packets, or ICMP errors, back. */
export type PacketSocket = {
  readonly send: (packet: Uint8Array) => void;
  /** Waits for a packet of which `read` makes something; others are thrown away. `elapsed` as `Received` says. */
  readonly receive: <T>(read: (packet: Buffer) => T | undefined, signal: AbortSignal) => Promise<T & Elapsed>;
  readonly close: () => void;
};
type Elapsed = { readonly elapsed: number };

/** @returns makes a packet socket of a connected descriptor */
export function createPackets(
  libc: Libc,
  scratch: Scratch,
  sockets: RawSockets,
  readiness: Readiness,
): (fd: number) => PacketSocket {
  const message = createReceivedMessage();

  /** Milliseconds since 1970, by the clock that stamps packets. */
  const stampNow = (): number => {
    const { view, address } = scratch;
    libc.clock(CLOCK_REALTIME, address + OPTION_AT);
    const seconds = Number(view.getBigInt64(OPTION_AT, littleEndian));
    return seconds * 1000 + Number(view.getBigInt64(OPTION_AT + 8, littleEndian)) / 1e6;
  };

  const receive = (fd: number, flags: number): number => {
    message.prepare();
    return libc.recvmsg(fd, message.address, flags);
  };

  /** Nothing when there was but nothing to read. */
  const failure = (fd: number): CheckFailure | undefined => {
    const errno = libc.errno();
    if (errno === constants.errno.EAGAIN || errno === constants.errno.EINTR) return undefined;
    // An error is told twice (IP_RECVERR, ip(7)), and the socket stays ready until both were heard.
    while (receive(fd, MSG_ERRQUEUE) >= 0);
    const reason = reasonOfErrno(getSystemErrorName(-errno)) ?? 'unreachable';
    return new CheckFailure(reason, reason === 'refused' ? undefined : getSystemErrorMessage(-errno));
  };

  return (fd) => {
    sockets.setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    // Of an IPv6 socket the second is heard, of an IPv4 socket the first.
    sockets.setOption(fd, IPPROTO_IP, IP_RECVERR, 1);
    sockets.setOption(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
    let sent: Sent = { stamp: 0, now: 0 };
    let open = true;

    const next = <T>(read: (packet: Buffer) => T | undefined): (T & Elapsed) | undefined => {
      for (;;) {
        const length = receive(fd, 0);
        if (length < 0) {
          const error = failure(fd);
          if (error !== undefined) throw error;
          return undefined;
        }
        const packet = read(Buffer.from(message.packet.subarray(0, length)));
        if (packet !== undefined) return { ...packet, elapsed: elapsed(sent, message.stamp(), performance.now()) };
      }
    };

    return {
      send: (packet) => {
        if (packet.length > PACKET_SIZE) throw new CheckFailure('bad-answer', 'no packet is as large as that');
        message.packet.set(packet);
        sent = { stamp: stampNow(), now: performance.now() };
        if (libc.send(fd, message.packetAddress, packet.length, MSG_NOSIGNAL) >= 0) return;
        throw failure(fd) ?? new CheckFailure('no-socket', 'the queue of the device is full');
      },
      receive: (read, signal) =>
        new Promise((resolve, reject) => {
          const leave = () => {
            readiness.unwatch(fd);
            signal.removeEventListener('abort', giveUp);
          };
          const giveUp = () => {
            leave();
            reject(new CheckFailure('timeout'));
          };
          const look = () => {
            try {
              const packet = next(read);
              if (packet === undefined) return;
              leave();
              resolve(packet);
            } catch (error) {
              leave();
              reject(error);
            }
          };
          if (signal.aborted || !open) {
            reject(new CheckFailure('timeout'));
            return;
          }
          signal.addEventListener('abort', giveUp, { once: true });
          readiness.watch(fd, EPOLLIN, look);
        }),
      close: () => {
        if (!open) return;
        open = false;
        readiness.unwatch(fd);
        sockets.close(fd);
      },
    };
  };
}

/** The same moment by two clocks, in milliseconds: the one that stamps packets can be set, the other can't. */
export type Sent = { readonly stamp: number; readonly now: number };

/**
 * Milliseconds from a packet to its answer.
 * @param stamp when the kernel got the answer, by a clock that may have been set meanwhile
 * @param now when the answer was read, which is later
 */
export function elapsed(sent: Sent, stamp: number | undefined, now: number): number {
  const atMost = now - sent.now;
  const stamped = stamp === undefined ? 0 : stamp - sent.stamp;
  return stamped > 0 && stamped <= atMost ? stamped : atMost;
}
