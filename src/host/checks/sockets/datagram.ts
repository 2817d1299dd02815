import type { Sockets } from '../kind.ts';
import { SOCK_DGRAM } from './abi.ts';
import { socketAddress } from './address.ts';
import type { RawSockets } from './open-socket.ts';
import type { PacketSocket } from './packets.ts';

export function createDatagrams(sockets: RawSockets, packets: (fd: number) => PacketSocket): Sockets['datagram'] {
  return ({ address, port, place }) => {
    const to = socketAddress(address, port);
    const fd = sockets.open(to, SOCK_DGRAM, 0, place);
    const socket = packets(fd);
    try {
      sockets.connect(fd, to, place);
    } catch (error) {
      socket.close();
      throw error;
    }
    return { ...socket, receive: (signal) => socket.receive((bytes) => ({ bytes }), signal) };
  };
}
