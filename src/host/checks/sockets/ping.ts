import type { CheckPlace } from '../../checks.ts';
import { CheckFailure, type Sockets } from '../kind.ts';
import {
  AF_INET,
  ICMP_FILTER,
  ICMPV6_FILTER,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  littleEndian,
  SOCK_DGRAM,
  SOCK_RAW,
  SOL_RAW,
} from './abi.ts';
import { type SocketAddress, socketAddress } from './address.ts';
import { type Echo, echoRequest, readEchoReply } from './echo.ts';
import type { Libc, Scratch } from './libc.ts';
import { OPTION_AT, type RawSockets } from './open-socket.ts';
import type { PacketSocket } from './packets.ts';

const V4_REPLY = 0;
const V6_REPLY = 129;

/**
 * Sockets for echo requests. Unprivileged ones (`net.ipv4.ping_group_range`, icmp(7)) get their own replies only; of raw
 * ones each gets those of all, and has to tell its own by the identifier.
 */
export function createPings(
  libc: Libc,
  scratch: Scratch,
  sockets: RawSockets,
  packets: (fd: number) => PacketSocket,
): Sockets['ping'] {
  let identifier = Math.floor(Math.random() * 0x10000);

  const open = (to: SocketAddress, protocol: number, place: CheckPlace): { fd: number; raw: boolean } => {
    try {
      return { fd: sockets.open(to, SOCK_DGRAM, protocol, place), raw: false };
    } catch (error) {
      // Forbidden to this group: EACCES.
      if (!(error instanceof CheckFailure) || error.reason !== 'unreachable') throw error;
    }
    try {
      return { fd: sockets.open(to, SOCK_RAW, protocol, place), raw: true };
    } catch (error) {
      if (!(error instanceof CheckFailure) || error.reason !== 'unreachable') throw error;
      throw new CheckFailure('no-socket', 'neither net.ipv4.ping_group_range nor CAP_NET_RAW allows it', {
        cause: error,
      });
    }
  };

  /** Lets replies through, and nothing else (raw(7), icmp6_filter of RFC 3542: a set bit is a type that is not wanted). */
  const onlyReplies = (fd: number, version: 4 | 6): void => {
    const { view, address } = scratch;
    if (version === 4) {
      sockets.setOption(fd, SOL_RAW, ICMP_FILTER, ~(1 << V4_REPLY));
      return;
    }
    for (let word = 0; word < 8; word += 1) {
      const wanted = word === V6_REPLY >> 5 ? 1 << (V6_REPLY & 31) : 0;
      view.setInt32(OPTION_AT + 4 * word, ~wanted, littleEndian);
    }
    libc.setsockopt(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, address + OPTION_AT, 32);
  };

  return ({ address, place }) => {
    const to = socketAddress(address, 0);
    const version = to.family === AF_INET ? 4 : 6;
    const { fd, raw } = open(to, version === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, place);
    const socket = packets(fd);
    identifier = (identifier + 1) % 0x10000;
    const own = raw ? identifier : undefined;
    try {
      if (raw) onlyReplies(fd, version);
      sockets.connect(fd, to, place);
    } catch (error) {
      socket.close();
      throw error;
    }
    const read = (packet: Buffer): Echo | undefined => {
      // The only one that comes with the IP header before it.
      const reply = readEchoReply(
        raw && version === 4 ? packet.subarray(4 * ((packet[0] ?? 0) & 15)) : packet,
        version,
      );
      return own === undefined || reply?.identifier === own ? reply : undefined;
    };
    return {
      send: (sequence, payload) => socket.send(echoRequest(version, own ?? 0, sequence, payload)),
      receive: async (signal) => {
        const { payload, sequence, elapsed } = await socket.receive(read, signal);
        return { bytes: payload, sequence, elapsed };
      },
      close: socket.close,
    };
  };
}
