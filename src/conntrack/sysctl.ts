import { ParseError } from '../core/errors.ts';
import { integer } from '../core/text.ts';

/** Kernel, Documentation/networking/nf_conntrack-sysctl.rst. The files are there once the module is loaded. */
const DIRECTORY = '/proc/sys/net/netfilter';

export const sysctlFiles = {
  count: `${DIRECTORY}/nf_conntrack_count`,
  limit: `${DIRECTORY}/nf_conntrack_max`,
  buckets: `${DIRECTORY}/nf_conntrack_buckets`,
  expectations_limit: `${DIRECTORY}/nf_conntrack_expect_max`,
} as const;

/** The file of a timeout: `tcp_established` is `nf_conntrack_tcp_timeout_established`, `udp` is `nf_conntrack_udp_timeout`. */
export function timeoutFile(timeout: string): string {
  const [protocol, ...state] = timeout.split('_');
  return `${DIRECTORY}/nf_conntrack_${[protocol, 'timeout', ...state].join('_')}`;
}

/**
 * A sysctl that holds a number of things. Kernels that print their unsigned numbers as signed ones show those from 2^31
 * on as negative.
 */
export function parseQuantity(text: string, file: string): number {
  const value = parseSeconds(text, file);
  if (value < -(2 ** 31)) throw new ParseError(file, 1, 'a number of 32 bits', text);
  return value < 0 ? value + 2 ** 32 : value;
}

/** A sysctl that holds a number of seconds. */
export function parseSeconds(text: string, file: string): number {
  const value = integer(text.trimEnd(), { file, line: 1 }, 'a whole number');
  if (!Number.isSafeInteger(value)) throw new ParseError(file, 1, 'a whole number below 2^53', text);
  return value;
}
