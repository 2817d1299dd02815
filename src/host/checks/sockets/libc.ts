import koffi from 'koffi';

/**
 * The calls of the C library that Node does not have. Pointers are addresses in `scratch`; a failed call gives -1.
 * Constants are those of Linux on every architecture but MIPS, Alpha, PA-RISC and SPARC, which Node does not run on today.
 */
export type Libc = {
  readonly socket: (family: number, type: number, protocol: number) => number;
  readonly close: (fd: number) => number;
  readonly bind: (fd: number, address: number, length: number) => number;
  readonly connect: (fd: number, address: number, length: number) => number;
  readonly setsockopt: (fd: number, level: number, option: number, value: number, length: number) => number;
  readonly getsockopt: (fd: number, level: number, option: number, value: number, length: number) => number;
  readonly send: (fd: number, bytes: number, length: number, flags: number) => number;
  readonly recvmsg: (fd: number, message: number, flags: number) => number;
  readonly epollCreate: (flags: number) => number;
  readonly epollControl: (epoll: number, operation: number, fd: number, event: number) => number;
  readonly epollWait: (epoll: number, events: number, most: number, timeout: number) => number;
  readonly setns: (fd: number, type: number) => number;
  readonly interfaceIndex: (name: string) => number;
  readonly clock: (clock: number, time: number) => number;
  /** Of the call before. */
  readonly errno: () => number;
};

export function loadLibc(): Libc {
  const lib = koffi.load(null);
  return {
    socket: lib.func('int socket(int, int, int)'),
    close: lib.func('int close(int)'),
    bind: lib.func('int bind(int, uintptr_t, uint)'),
    connect: lib.func('int connect(int, uintptr_t, uint)'),
    setsockopt: lib.func('int setsockopt(int, int, int, uintptr_t, uint)'),
    getsockopt: lib.func('int getsockopt(int, int, int, uintptr_t, uintptr_t)'),
    send: lib.func('intptr_t send(int, uintptr_t, size_t, int)'),
    recvmsg: lib.func('intptr_t recvmsg(int, uintptr_t, int)'),
    epollCreate: lib.func('int epoll_create1(int)'),
    epollControl: lib.func('int epoll_ctl(int, int, int, uintptr_t)'),
    epollWait: lib.func('int epoll_wait(int, uintptr_t, int, int)'),
    setns: lib.func('int setns(int, int)'),
    interfaceIndex: lib.func('uint if_nametoindex(str)'),
    clock: lib.func('int clock_gettime(int, uintptr_t)'),
    errno: () => koffi.errno(),
  };
}

/** Memory that does not move, for what the kernel reads and writes. */
export type Scratch = {
  readonly address: number;
  readonly bytes: Buffer;
  readonly view: DataView;
};

export function allocate(size: number): Scratch {
  const memory: unknown = koffi.alloc('uint8_t', size);
  const buffer = koffi.view(memory, size);
  return { address: Number(koffi.address(memory)), bytes: Buffer.from(buffer), view: new DataView(buffer) };
}
