import { z } from 'zod';

const count = z.int().min(0);
const zone = z.object({ zone: count, limit: count, connections: count });

/** What one look at the table of a userspace datapath has seen. Null is what could not be read. */
export const ovsConntrackEvidence = z.object({
  /** The management socket of the daemon that was seen. */
  socket: z.string(),
  limit: count,
  /** By the last count and the one before it, which were `seconds` apart. */
  connections: count,
  connections_before: count,
  seconds: z.number().positive(),
  /** Connections that the full table refused between them, and that a full zone did. */
  rejected: count,
  rejected_by_zones: count,
  /** Zones that have reached a limit of their own. */
  full_zones: z.array(zone).readonly(),
  /** The zone that was asked about, when it has a limit of its own. */
  zone: zone.nullable(),
  /** Bytes that programs of the host can have, and that the control group of the daemon leaves it. */
  memory_available: count.nullable(),
  memory_of_group: count.nullable(),
});

export type OvsConntrackEvidence = z.output<typeof ovsConntrackEvidence>;
export type ZoneEvidence = z.output<typeof zone>;
