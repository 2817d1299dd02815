import { constants } from 'node:os';
import { getSystemErrorMessage } from 'node:util';
import { HostError } from '../../core/errors.ts';
import {
  AF_PACKET,
  ETH_P_ALL,
  littleEndian,
  MSG_NOSIGNAL,
  PACKET_ADD_MEMBERSHIP,
  PACKET_MR_MULTICAST,
  PACKET_MR_UNICAST,
  SO_ATTACH_FILTER,
  SOCK_FLAGS,
  SOCK_RAW,
  SOL_PACKET,
  SOL_SOCKET,
} from '../checks/sockets/abi.ts';
import { allocate, type Libc } from '../checks/sockets/libc.ts';
import { createReceivedMessage, type ReceivedMessage } from '../checks/sockets/received-message.ts';
import { answerFilter, INSTRUCTION_BYTES } from './filter.ts';

/** A socket for whole frames at one device (packet(7)). Nothing here waits, but for the lock of the kernel's network configuration. */
export type FrameSocket = {
  /** Why it did not leave, if so. */
  readonly send: (frame: Uint8Array) => string | undefined;
  /** The next frame that came, if there is one. */
  readonly receive: () => Uint8Array | undefined;
  readonly close: () => void;
};

export type FrameSocketRequest = {
  readonly device: string;
  /** `EtherType` of the answers. */
  readonly protocol: number;
  /** Addresses that the device has to listen to as long as the socket is open, beside its own. */
  readonly addresses: readonly Uint8Array[];
};

/** Each has a kilobyte of its own in `scratch`. */
const ADDRESS_AT = 0;
const OPTION_AT = 64;
const PROGRAM_AT = 128;
const SCRATCH = 512;

const { EAGAIN, EINTR, EPERM, EACCES } = constants.errno;

/** @returns opens a socket in the namespace that the thread is in. Throws a HostError. */
export function createFrameSockets(libc: Libc): (request: FrameSocketRequest) => FrameSocket {
  const { address: memory, bytes, view } = allocate(SCRATCH);
  const message: ReceivedMessage = createReceivedMessage();

  const failed = (device: string): HostError => {
    const errno = libc.errno();
    if (errno !== EPERM && errno !== EACCES) return new HostError('refused', device, getSystemErrorMessage(-errno));
    return new HostError('denied', device, 'a socket for frames takes CAP_NET_RAW');
  };

  /** struct sock_fprog */
  const attach = (fd: number, protocol: number): boolean => {
    const program = answerFilter(protocol);
    bytes.set(program, PROGRAM_AT);
    bytes.fill(0, OPTION_AT, OPTION_AT + 16);
    view.setUint16(OPTION_AT, program.length / INSTRUCTION_BYTES, littleEndian);
    view.setBigUint64(OPTION_AT + 8, BigInt(memory + PROGRAM_AT), littleEndian);
    return libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory + OPTION_AT, 16) === 0;
  };

  /** struct packet_mreq */
  const listen = (fd: number, index: number, address: Uint8Array): boolean => {
    const isGroup = ((address[0] ?? 0) & 1) === 1;
    bytes.fill(0, OPTION_AT, OPTION_AT + 16);
    view.setInt32(OPTION_AT, index, littleEndian);
    view.setUint16(OPTION_AT + 4, isGroup ? PACKET_MR_MULTICAST : PACKET_MR_UNICAST, littleEndian);
    view.setUint16(OPTION_AT + 6, address.length, littleEndian);
    bytes.set(address, OPTION_AT + 8);
    return libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, memory + OPTION_AT, 16) === 0;
  };

  /** struct sockaddr_ll */
  const bind = (fd: number, index: number): boolean => {
    bytes.fill(0, ADDRESS_AT, ADDRESS_AT + 20);
    view.setUint16(ADDRESS_AT, AF_PACKET, littleEndian);
    // Every protocol: a socket for one alone comes behind the bond or the bridge, which may take the frame away.
    view.setUint16(ADDRESS_AT + 2, ETH_P_ALL);
    view.setInt32(ADDRESS_AT + 4, index, littleEndian);
    return libc.bind(fd, memory + ADDRESS_AT, 20) === 0;
  };

  return ({ device, protocol, addresses }) => {
    const index = libc.interfaceIndex(device);
    if (index === 0) throw new HostError('absent', device, 'no such network device');
    // Deaf until it is bound, so that nothing comes past the filter.
    const fd = libc.socket(AF_PACKET, SOCK_RAW | SOCK_FLAGS, 0);
    if (fd < 0) throw failed(device);
    const isReady = attach(fd, protocol) && bind(fd, index) && addresses.every((one) => listen(fd, index, one));
    if (!isReady) {
      const error = failed(device);
      libc.close(fd);
      throw error;
    }
    return {
      send: (frame) => {
        message.packet.set(frame);
        if (libc.send(fd, message.packetAddress, frame.length, MSG_NOSIGNAL) >= 0) return undefined;
        return getSystemErrorMessage(-libc.errno());
      },
      receive: () => {
        for (;;) {
          message.prepare();
          const length = libc.recvmsg(fd, message.address, 0);
          if (length >= 0) return Uint8Array.from(message.packet.subarray(0, length));
          const errno = libc.errno();
          // The device went down: told once, and the socket goes on (packet(7), ENETDOWN).
          if (errno === EAGAIN || errno === EINTR || errno === constants.errno.ENETDOWN) return undefined;
          throw failed(device);
        }
      },
      close: () => void libc.close(fd),
    };
  };
}
