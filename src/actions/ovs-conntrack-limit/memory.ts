import { formatByteSize } from '../../core/byte-size.ts';
import type { OvsConntrackEvidence } from './evidence.ts';

/**
 * Bytes of one connection at most. `struct conn` and its place in the map (ovs, lib/conntrack-private.h) come from malloc:
 * on Open vSwitch 3.1 ovs-vswitchd grew by 350 bytes for each UDP connection, and by 660 with address translation, where
 * each has a second entry for its way back; TCP keeps the state of both ends besides.
 */
export const CONNECTION_BYTES = 768;

type Memory = Pick<OvsConntrackEvidence, 'memory_available' | 'memory_of_group'>;

/** What is left to the daemon: the lesser of what the host and its control group have. Unknown when neither is known. */
export function memoryLeft({ memory_available, memory_of_group }: Memory): number | undefined {
  const known = [memory_available, memory_of_group].flatMap((bytes) => bytes ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The largest limit at which a full table takes no more than this share of what is left, and why, in words. */
export function limitByMemory(
  evidence: OvsConntrackEvidence,
  share: number,
): { readonly limit: number; readonly words: string } | undefined {
  const left = memoryLeft(evidence);
  if (left === undefined) return undefined;
  const whose = left === evidence.memory_of_group ? ' that its control group leaves' : '';
  return {
    limit: evidence.connections + Math.floor((left * share) / CONNECTION_BYTES),
    words: `${Math.round(share * 100)} % of ${formatByteSize(left)}${whose}, at ${CONNECTION_BYTES} bytes a connection`,
  };
}

/** Bytes that are missing to fill the table up to its limit; 0 when there are enough, or nobody knows. */
export function bytesMissing(evidence: OvsConntrackEvidence): number {
  const left = memoryLeft(evidence);
  if (left === undefined) return 0;
  return Math.max(0, (evidence.limit - evidence.connections) * CONNECTION_BYTES - left);
}
