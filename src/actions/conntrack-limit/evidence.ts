import { z } from 'zod';

const count = z.int().min(0);

/** Of one network namespace, since boot or within a time. What the kernel does not tell is not there as a whole. */
const losses = z.strictObject({ drop: count, early_drop: count, insert_failed: count });

/** What one look at the table has found. Null is what could not be read. */
export const evidenceSchema = z.strictObject({
  /** Whose table it is; empty for the host's own. */
  netns: z.string(),
  /** net.netfilter.nf_conntrack_max; 0 is no limit. */
  limit: count,
  buckets: count.nullable(),
  /** By which door buckets can be set. */
  buckets_by: z.enum(['sysctl', 'module', 'nothing']),
  /** Whether the limit can be set from here. */
  writable: z.boolean().nullable(),
  /** Connections in the table by the last count, which is read from nf_conntrack_count. */
  entries: count,
  /** By the count before, which is read from the statistics. */
  entries_before: count,
  /** Between the two counts. */
  seconds: z.number().positive(),
  /** Packets and entries that were lost between them. */
  lost: losses.nullable(),
  /** What the kernel's log says of a full table: how often lately, and how long ago the last time (null: never). */
  log: z.strictObject({ lines: count, seconds_ago: z.number().nullable() }).nullable(),
  /** Bytes that programs can have without swapping. */
  memory_available: count.nullable(),
  /** Bytes of one entry, without its extensions. */
  entry_bytes: count.nullable(),
  /** Connections of all network namespaces together. */
  all_entries: count.nullable(),
  /** The namespace with the most connections; empty is the host itself. */
  fullest: z.strictObject({ netns: z.string(), entries: count }).nullable(),
  /** What our own file in sysctl.d says, `absent` when there is none. Null when it is not used. */
  file: z.string().nullable(),
});

export type Evidence = z.output<typeof evidenceSchema>;
export type Losses = z.output<typeof losses>;
