import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  connack,
  disconnect,
  type PublishPacket,
  packetTypes,
  pingresp,
  puback,
  type RawPacket,
  readPublish,
  readSubscribe,
  type SubscribePacket,
  splitPackets,
  suback,
} from './mqtt-packets.ts';

/** One connection, as the test's script sees it. */
export type Peer = {
  /** 1 for the broker's first connection. */
  readonly number: number;
  readonly accept: (properties?: Buffer) => void;
  readonly reject: (code: number) => void;
  /** `code` is told by MQTT 5 only. */
  readonly confirm: (packet: PublishPacket, code?: number) => void;
  /** `code`: from 0x80 on a refusal. */
  readonly grant: (packet: SubscribePacket, code?: number) => void;
  readonly disconnect: (code: number) => void;
  readonly close: () => void;
};

export type Script = {
  readonly version?: 4 | 5;
  /** Accepts when left out. */
  readonly connect?: (peer: Peer) => void;
  /** Confirms when left out. */
  readonly publish?: (packet: PublishPacket, peer: Peer) => void;
  /** Grants when left out. */
  readonly subscribe?: (packet: SubscribePacket, peer: Peer) => void;
  /** Whether pings are answered; they are when left out. */
  readonly pings?: boolean;
};

export type ScriptedBroker = {
  readonly url: string;
  /** Everything that was published, over all connections. */
  readonly published: readonly PublishPacket[];
  readonly connections: () => number;
  readonly disconnects: () => number;
};

/**
 * Stands in for a broker where a real one can't be made to misbehave: it answers with what the test says, or not at all.
 * Listens on a free port of the loopback address until the test has finished.
 */
export async function scriptedBroker(script: Script = {}): Promise<ScriptedBroker> {
  const { version = 4, connect = (peer: Peer) => peer.accept(), pings = true } = script;
  const { publish = (packet: PublishPacket, peer: Peer) => peer.confirm(packet) } = script;
  const { subscribe = (packet: SubscribePacket, peer: Peer) => peer.grant(packet) } = script;
  const published: PublishPacket[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let disconnects = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    connections += 1;
    const peer: Peer = {
      number: connections,
      accept: (properties) => void socket.write(connack(version, 0, properties)),
      reject: (code) => void socket.end(connack(version, code)),
      confirm: ({ packetId }, code) => void socket.write(puback(version, packetId, code)),
      grant: ({ packetId }, code = 1) => void socket.write(suback(version, packetId, code)),
      disconnect: (code) => void socket.end(disconnect(code)),
      close: () => void socket.destroy(),
    };
    const answers: Readonly<Record<number, (packet: RawPacket) => void>> = {
      [packetTypes.connect]: () => connect(peer),
      [packetTypes.pingreq]: () => pings && socket.write(pingresp),
      [packetTypes.disconnect]: () => {
        disconnects += 1;
      },
      [packetTypes.publish]: (packet) => {
        const message = readPublish(packet, version);
        published.push(message);
        publish(message, peer);
      },
      [packetTypes.subscribe]: (packet) => subscribe(readSubscribe(packet, version), peer),
    };
    let buffer: Buffer = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      const { packets, rest } = splitPackets(Buffer.concat([buffer, data]));
      buffer = rest;
      for (const packet of packets) answers[packet.type]?.(packet);
    });
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${portOf(server.address())}`,
    published,
    connections: () => connections,
    disconnects: () => disconnects,
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the broker has no port');
  return address.port;
}
