import { ParseError } from '../../../core/errors.ts';
import { linesOf } from '../../../core/text.ts';

export type PortUse = {
  /** Different local ports that some socket holds. */
  readonly used: number;
  /** The most sockets that one local address has towards one remote address and port: these can't share a local port. */
  readonly busiest: number;
};

export type Protocol = 'tcp' | 'udp';

// tcp ESTAB 0      0      10.0.0.1:45678 10.0.0.2:443
// tcp TIME-WAIT 0  0      [::ffff:10.0.0.1]:45678 [::ffff:10.0.0.2]:443
// udp UNCONN 0     0      0.0.0.0%eth0:40000 0.0.0.0:*
const SOCKET = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s+(\S+):(\d+|\*)\s*$/;

/**
 * How far local ports are in use, by protocol, from the list of all sockets that `ss -Htuan` prints (ss(8); iproute2
 * misc/ss.c): protocol, state, two queues, local and remote address with port, where `*` is no remote port.
 * @param counts which local ports count
 * @throws ParseError
 */
export function parsePortUse(
  text: string,
  command: string,
  counts: (port: number) => boolean,
): Readonly<Record<Protocol, PortUse>> {
  const use = { tcp: portCounter(), udp: portCounter() };
  linesOf(text).forEach((content, index) => {
    const [, protocol, local, port, remote, remotePort] = SOCKET.exec(content) ?? [];
    if (local === undefined) {
      throw new ParseError(command, index + 1, 'protocol, state, queues and addresses of a socket', content);
    }
    const number = Number(port);
    if (!counts(number)) return;
    const counter = protocol === 'tcp' ? use.tcp : use.udp;
    counter.socket(number, remotePort === '*' ? undefined : `${local} ${remote} ${remotePort}`);
  });
  return { tcp: use.tcp.result(), udp: use.udp.result() };
}

function portCounter() {
  const ports = new Set<number>();
  const towards = new Map<string, number>();
  let busiest = 0;
  return {
    socket: (port: number, ends: string | undefined) => {
      ports.add(port);
      if (ends === undefined) return;
      const count = (towards.get(ends) ?? 0) + 1;
      towards.set(ends, count);
      if (count > busiest) busiest = count;
    },
    result: (): PortUse => ({ used: ports.size, busiest }),
  };
}
