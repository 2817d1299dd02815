import { endianness } from 'node:os';

/** Numbers of Linux's interface to programs (include/uapi/linux, asm-generic), as x86-64 and arm64 have them. */

export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_PACKET = 17;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
/** SOCK_NONBLOCK | SOCK_CLOEXEC */
export const SOCK_FLAGS = 0o4000 | 0o2000000;
export const IPPROTO_IP = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ICMPV6 = 58;

export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_LINGER = 13;
export const SO_ATTACH_FILTER = 26;
export const SO_BINDTODEVICE = 25;
/** With 64-bit seconds everywhere Node runs (socket(7)). */
export const SO_TIMESTAMPNS = 35;
export const SCM_TIMESTAMPNS = SO_TIMESTAMPNS;
export const IP_RECVERR = 11;
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IPV6_RECVERR = 25;
export const ICMP_FILTER = 1;
export const ICMPV6_FILTER = 1;
export const SOL_RAW = 255;

/** packet(7) */
export const SOL_PACKET = 263;
export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_MR_MULTICAST = 0;
export const PACKET_MR_UNICAST = 3;
export const ETH_P_ALL = 3;

export const TCP_INFO = 11;
export const TCP_QUICKACK = 12;
/** struct tcp_info, include/uapi/linux/tcp.h: bytes up to and with tcpi_total_retrans, there since Linux 2.6. */
export const TCP_INFO_SIZE = 104;
export const TCPI_STATE = 0;
export const TCPI_RTT = 68;
export const TCPI_TOTAL_RETRANS = 100;
export const TCP_ESTABLISHED = 1;
export const TCP_SYN_SENT = 2;
export const TCP_SYN_RECV = 3;
export const TCP_CLOSE = 7;

export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLLIN = 1;
export const EPOLLOUT = 4;
/** struct epoll_event is packed on x86-64 alone (include/uapi/linux/eventpoll.h). */
export const EPOLL_EVENT_SIZE = process.arch === 'x64' ? 12 : 16;
export const EPOLL_DATA = process.arch === 'x64' ? 4 : 8;

export const CLONE_NEWNET = 0x40000000;
export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;
export const CLOCK_BOOTTIME = 7;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_ERRQUEUE = 0x2000;

export const littleEndian = endianness() === 'LE';
