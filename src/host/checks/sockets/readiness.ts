import koffi from 'koffi';
import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_DATA, EPOLL_EVENT_SIZE, littleEndian } from './abi.ts';
import type { Ledger } from './ledger.ts';
import { allocate, type Libc, type Scratch } from './libc.ts';

/** Tells when descriptors have something to say (epoll(7)). */
export type Readiness = {
  /** Calls back as long as it is ready: whoever is called takes what is there, or removes the descriptor. */
  readonly watch: (fd: number, events: number, listener: () => void) => void;
  /** Before the descriptor is closed or given away. */
  readonly unwatch: (fd: number) => void;
  readonly close: () => void;
};

const MOST_AT_ONCE = 256;

/** One epoll descriptor for all, at which Node's own loop looks: it costs nothing while nothing happens. */
export function createReadiness(libc: Libc, scratch: Scratch, ledger: Ledger): Readiness {
  const epoll = libc.epollCreate(EPOLL_CLOEXEC);
  ledger.add(epoll);
  const events = allocate(MOST_AT_ONCE * EPOLL_EVENT_SIZE);
  const listeners = new Map<number, () => void>();
  const poll = koffi.node.poll(epoll, { readable: true }, () => {
    const count = libc.epollWait(epoll, events.address, MOST_AT_ONCE, 0);
    for (let index = 0; index < count; index += 1) {
      const fd = events.view.getInt32(index * EPOLL_EVENT_SIZE + EPOLL_DATA, littleEndian);
      // One that was called before may have closed this one.
      listeners.get(fd)?.();
    }
  });
  poll.unref();

  const control = (operation: number, fd: number, wanted: number): void => {
    scratch.view.setUint32(EVENT_AT, wanted, littleEndian);
    scratch.view.setInt32(EVENT_AT + EPOLL_DATA, fd, littleEndian);
    libc.epollControl(epoll, operation, fd, scratch.address + EVENT_AT);
  };

  return {
    watch: (fd, wanted, listener) => {
      listeners.set(fd, listener);
      control(EPOLL_CTL_ADD, fd, wanted);
    },
    unwatch: (fd) => {
      if (listeners.delete(fd)) control(EPOLL_CTL_DEL, fd, 0);
    },
    close: () => {
      poll.close();
      ledger.remove(epoll);
      libc.close(epoll);
    },
  };
}

const EVENT_AT = 320;
