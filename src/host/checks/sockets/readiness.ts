import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_DATA, EPOLL_EVENT_SIZE, littleEndian } from './abi.ts';
import type { Ledger } from './ledger.ts';
import { allocate, type Libc, type Scratch } from './libc.ts';

/** Tells when descriptors have something to say (epoll(7)). */
export type Readiness = {
  /** Calls back as long as it is ready: whoever is called takes what is there, or lets go of the descriptor. */
  readonly watch: (fd: number, events: number, listener: () => void) => void;
  /** Before the descriptor is closed or given away. */
  readonly unwatch: (fd: number) => void;
  readonly close: () => void;
};

const MOST_AT_ONCE = 256;
const SOONEST_MS = 1;
const LATEST_MS = 8;

/**
 * One epoll descriptor for all, looked at by a timer while anything is watched: often right after something new was, then
 * more and more seldom. Node's own loop can't look at it without a handle that takes the whole process with it when the
 * thread is ended by force. Nothing is measured by these looks.
 */
export function createReadiness(libc: Libc, scratch: Scratch, ledger: Ledger): Readiness {
  const epoll = libc.epollCreate(EPOLL_CLOEXEC);
  if (epoll < 0) throw new Error(`no epoll descriptor: error ${libc.errno()}`);
  ledger.add(epoll);
  const events = allocate(MOST_AT_ONCE * EPOLL_EVENT_SIZE);
  const listeners = new Map<number, () => void>();
  let timer: NodeJS.Timeout | undefined;
  let wait = LATEST_MS;

  const lookIn = (milliseconds: number): void => {
    clearTimeout(timer);
    wait = milliseconds;
    timer = setTimeout(look, milliseconds);
  };

  const look = (): void => {
    timer = undefined;
    const count = libc.epollWait(epoll, events.address, MOST_AT_ONCE, 0);
    for (let index = 0; index < count; index += 1) {
      const fd = events.view.getInt32(index * EPOLL_EVENT_SIZE + EPOLL_DATA, littleEndian);
      // One that was called before may have let go of this one.
      listeners.get(fd)?.();
    }
    if (listeners.size > 0 && timer === undefined) lookIn(count > 0 ? SOONEST_MS : Math.min(2 * wait, LATEST_MS));
  };

  const control = (operation: number, fd: number, wanted: number): void => {
    scratch.view.setUint32(EVENT_AT, wanted, littleEndian);
    scratch.view.setInt32(EVENT_AT + EPOLL_DATA, fd, littleEndian);
    libc.epollControl(epoll, operation, fd, scratch.address + EVENT_AT);
  };

  return {
    watch: (fd, wanted, listener) => {
      listeners.set(fd, listener);
      control(EPOLL_CTL_ADD, fd, wanted);
      if (timer === undefined || wait > SOONEST_MS) lookIn(SOONEST_MS);
    },
    unwatch: (fd) => {
      if (listeners.delete(fd)) control(EPOLL_CTL_DEL, fd, 0);
    },
    close: () => {
      clearTimeout(timer);
      ledger.remove(epoll);
      libc.close(epoll);
    },
  };
}

const EVENT_AT = 320;
