import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { CheckPlace, CheckReason } from '../../checks.ts';
import { reasonOfErrno } from '../failure.ts';
import { CheckFailure } from '../kind.ts';
import { IP_BIND_ADDRESS_NO_PORT, IPPROTO_IP, littleEndian, SO_BINDTODEVICE, SOCK_FLAGS, SOL_SOCKET } from './abi.ts';
import { SCOPE_OFFSET, type SocketAddress, socketAddress } from './address.ts';
import type { Ledger } from './ledger.ts';
import type { Libc, Scratch } from './libc.ts';
import type { Namespaces } from './within-namespace.ts';

/** Where the parts of `scratch` are. */
export const ADDRESS_AT = 0;
export const OPTION_AT = 64;

/** Sockets of the kernel in the places that checks go out from. All throw a `CheckFailure`. */
export type RawSockets = {
  /** Non-blocking, bound to the place's device and source, and in the ledger. */
  readonly open: (to: SocketAddress, type: number, protocol: number, place: CheckPlace) => number;
  /** Begins to connect; what follows is seen at the descriptor. */
  readonly connect: (fd: number, to: SocketAddress, place: CheckPlace) => void;
  readonly setOption: (fd: number, level: number, option: number, value: number) => boolean;
  readonly close: (fd: number) => void;
  /** The descriptor is somebody else's from now on. */
  readonly give: (fd: number) => number;
  readonly openCount: () => number;
};

const { EINPROGRESS, EADDRNOTAVAIL } = constants.errno;

export function createRawSockets(libc: Libc, scratch: Scratch, namespaces: Namespaces, ledger: Ledger): RawSockets {
  const { address: memory, bytes, view } = scratch;
  const sources = new Map<string, SocketAddress>();
  let count = 0;

  const failed = (what: string, otherwise: CheckReason): CheckFailure => {
    const reason = reasonOfErrno(getSystemErrorName(-libc.errno())) ?? otherwise;
    return failedAs(what, reason);
  };
  const failedAs = (what: string, reason: CheckReason): CheckFailure =>
    new CheckFailure(reason, `${what}: ${getSystemErrorMessage(-libc.errno())}`);

  const sourceOf = (text: string): SocketAddress => {
    const known = sources.get(text);
    if (known !== undefined) return known;
    const source = socketAddress(text, 0);
    sources.set(text, source);
    return source;
  };

  const putAddress = ({ bytes: address, scope }: SocketAddress): void => {
    bytes.set(address, ADDRESS_AT);
    if (scope === undefined) return;
    const index = libc.interfaceIndex(scope);
    if (index === 0) throw new CheckFailure('no-place', `no device ${scope}`);
    view.setUint32(ADDRESS_AT + SCOPE_OFFSET, index, littleEndian);
  };

  const bindToDevice = (fd: number, device: string): void => {
    const length = bytes.write(`${device}\0`, OPTION_AT, 'latin1');
    const bound = libc.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, memory + OPTION_AT, length) === 0;
    if (!bound) throw failedAs(`device ${device}`, 'no-place');
  };

  const setOption = (fd: number, level: number, option: number, value: number): boolean => {
    view.setInt32(OPTION_AT, value, littleEndian);
    return libc.setsockopt(fd, level, option, memory + OPTION_AT, 4) === 0;
  };

  const bindToSource = (fd: number, family: number, text: string): void => {
    const source = sourceOf(text);
    if (source.family !== family) throw new CheckFailure('no-place', `${text} is of another family than the target`);
    // The port is chosen when the destination is known: otherwise all checks together had but 28,000.
    setOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    putAddress(source);
    if (libc.bind(fd, memory + ADDRESS_AT, source.bytes.length) !== 0) throw failedAs(`source ${text}`, 'no-place');
  };

  const openHere = (family: number, type: number, protocol: number, place: CheckPlace): number => {
    const fd = libc.socket(family, type | SOCK_FLAGS, protocol);
    if (fd < 0) throw failed('socket', 'no-socket');
    ledger.add(fd);
    count += 1;
    try {
      if (place.interface !== undefined) bindToDevice(fd, place.interface);
      if (place.source !== undefined) bindToSource(fd, family, place.source);
      return fd;
    } catch (error) {
      close(fd);
      throw error;
    }
  };

  const give = (fd: number): number => {
    ledger.remove(fd);
    count -= 1;
    return fd;
  };
  const close = (fd: number): void => void libc.close(give(fd));

  return {
    open: ({ family }, type, protocol, place) =>
      place.netns === undefined
        ? openHere(family, type, protocol, place)
        : namespaces.within(place.netns, () => openHere(family, type, protocol, place)),
    connect: (fd, to, place) => {
      if (to.scope !== undefined && place.netns !== undefined) namespaces.within(place.netns, () => putAddress(to));
      else putAddress(to);
      if (libc.connect(fd, memory + ADDRESS_AT, to.bytes.length) === 0) return;
      const errno = libc.errno();
      if (errno === EINPROGRESS) return;
      // Every port is taken.
      if (errno === EADDRNOTAVAIL) throw failedAs('connect', 'no-socket');
      throw failed('connect', 'unreachable');
    },
    setOption,
    close,
    give,
    openCount: () => count,
  };
}
