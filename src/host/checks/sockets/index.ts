import type { CheckPlace } from '../../checks.ts';
import type { Outcome, Sockets } from '../kind.ts';
import { CLOCK_BOOTTIME, CLOCK_MONOTONIC, EPOLLOUT, littleEndian } from './abi.ts';
import type { SocketAddress } from './address.ts';
import { createConnect } from './connect.ts';
import { createDatagrams } from './datagram.ts';
import { createLedger } from './ledger.ts';
import { allocate, loadLibc } from './libc.ts';
import { createRawSockets, OPTION_AT } from './open-socket.ts';
import { createPackets } from './packets.ts';
import { createPings } from './ping.ts';
import { createReadiness } from './readiness.ts';
import { createTcp } from './tcp.ts';
import { createNamespaces } from './within-namespace.ts';

/** All that the checker has of the kernel. */
export type CheckerSockets = Sockets & {
  /** As `Tcp` says. */
  readonly begin: (to: SocketAddress, place: CheckPlace, halfOpen: boolean) => number;
  readonly look: (fd: number) => Outcome | undefined;
  /** Calls back when a connection may stand. */
  readonly whenConnected: (fd: number, listener: () => void) => void;
  readonly close: (fd: number) => void;
  /** Milliseconds that the machine was suspended since it was started (CLOCK_BOOTTIME, clock_gettime(2)). */
  readonly suspended: () => number;
  readonly end: () => void;
};

/**
 * @param open memory in which the descriptors are noted that are open, see `Ledger`
 * @param lost ends the thread; called when it can't leave a namespace
 */
export function createSockets(open: SharedArrayBuffer, lost: (error: Error) => never): CheckerSockets {
  const libc = loadLibc();
  const scratch = allocate(512);
  const ledger = createLedger(open);
  const namespaces = createNamespaces(libc, lost);
  const sockets = createRawSockets(libc, scratch, namespaces, ledger);
  const readiness = createReadiness(libc, scratch, ledger);
  const tcp = createTcp(libc, scratch, sockets);
  const packets = createPackets(libc, scratch, sockets, readiness);
  const milliseconds = (clock: number): number => {
    libc.clock(clock, scratch.address + OPTION_AT);
    const seconds = Number(scratch.view.getBigInt64(OPTION_AT, littleEndian));
    return seconds * 1000 + Number(scratch.view.getBigInt64(OPTION_AT + 8, littleEndian)) / 1e6;
  };
  return {
    connect: createConnect(sockets, tcp, readiness),
    datagram: createDatagrams(sockets, packets),
    ping: createPings(libc, scratch, sockets, packets),
    begin: tcp.begin,
    look: tcp.look,
    whenConnected: (fd, listener) => readiness.watch(fd, EPOLLOUT, listener),
    close: (fd) => {
      readiness.unwatch(fd);
      sockets.close(fd);
    },
    suspended: () => milliseconds(CLOCK_BOOTTIME) - milliseconds(CLOCK_MONOTONIC),
    end: () => {
      readiness.close();
      namespaces.close();
    },
  };
}
