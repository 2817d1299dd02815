import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { CheckPlace } from '../../checks.ts';
import { reasonOfErrno } from '../failure.ts';
import type { Outcome } from '../kind.ts';
import {
  IPPROTO_TCP,
  littleEndian,
  SO_ERROR,
  SO_LINGER,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_CLOSE,
  TCP_INFO,
  TCP_INFO_SIZE,
  TCP_QUICKACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCPI_RTT,
  TCPI_STATE,
  TCPI_TOTAL_RETRANS,
} from './abi.ts';
import type { SocketAddress } from './address.ts';
import type { Libc, Scratch } from './libc.ts';
import { OPTION_AT, type RawSockets } from './open-socket.ts';

/** TCP connections, looked at in the kernel. */
export type Tcp = {
  /**
   * Begins to connect and gives the descriptor, which is reset when it is closed. Throws a `CheckFailure`.
   * @param halfOpen the last packet of the handshake is held back for a moment (TCP_QUICKACK, tcp(7)), so that a socket
   * closed at once sends a reset instead and the server's program never hears of it
   */
  readonly begin: (to: SocketAddress, place: CheckPlace, halfOpen: boolean) => number;
  /**
   * What became of it: `ok` once it stood, even when it was reset since, and nothing while it is on its way. The duration
   * is the kernel's round trip, in milliseconds; a handshake of which packets were lost has none.
   */
  readonly look: (fd: number) => Outcome | undefined;
};

const INFO_AT = 128;
const LENGTH_AT = 256;
const LINGER_AT = 264;

export function createTcp(libc: Libc, scratch: Scratch, sockets: RawSockets): Tcp {
  const { address: memory, view } = scratch;
  // struct linger { on, seconds }
  view.setInt32(LINGER_AT, 1, littleEndian);
  view.setInt32(LINGER_AT + 4, 0, littleEndian);

  const getOption = (fd: number, level: number, option: number, at: number, length: number): void => {
    view.setUint32(LENGTH_AT, length, littleEndian);
    libc.getsockopt(fd, level, option, memory + at, memory + LENGTH_AT);
  };

  const roundTrip = (): number | undefined => {
    const microseconds = view.getUint32(INFO_AT + TCPI_RTT, littleEndian);
    const retransmitted = view.getUint32(INFO_AT + TCPI_TOTAL_RETRANS, littleEndian) > 0;
    return microseconds === 0 || retransmitted ? undefined : microseconds / 1000;
  };

  const failure = (fd: number): Outcome => {
    getOption(fd, SOL_SOCKET, SO_ERROR, OPTION_AT, 4);
    const errno = view.getInt32(OPTION_AT, littleEndian);
    if (errno === 0) return { reason: 'closed' };
    const reason = reasonOfErrno(getSystemErrorName(-errno)) ?? 'unreachable';
    // A handshake that is answered by a reset is refused: only a connection that stood can be reset.
    if (reason === 'reset') return { reason: 'ok', duration: roundTrip() };
    return { reason, detail: reason === 'refused' ? undefined : getSystemErrorMessage(-errno) };
  };

  return {
    begin: (to, place, halfOpen) => {
      const fd = sockets.open(to, SOCK_STREAM, 0, place);
      libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, memory + LINGER_AT, 8);
      if (halfOpen) sockets.setOption(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
      try {
        sockets.connect(fd, to, place);
        return fd;
      } catch (error) {
        sockets.close(fd);
        throw error;
      }
    },
    look: (fd) => {
      getOption(fd, IPPROTO_TCP, TCP_INFO, INFO_AT, TCP_INFO_SIZE);
      const state = view.getUint8(INFO_AT + TCPI_STATE);
      if (state === TCP_SYN_SENT || state === TCP_SYN_RECV) return undefined;
      return state === TCP_CLOSE ? failure(fd) : { reason: 'ok', duration: roundTrip() };
    },
  };
}
