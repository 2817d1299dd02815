import type { Evidence } from './evidence.ts';

/** An entry of a kernel that does not say; `struct nf_conn` took from 256 to 320 bytes over the years. */
const USUAL_ENTRY = 320;

/** What address translation, accounting and events take beside it (net/netfilter/nf_conntrack_extend.c, NF_CT_EXT_PREALLOC). */
const EXTENSIONS = 128;

/** A bucket is a pointer (include/linux/list_nulls.h, `struct hlist_nulls_head`). */
const BUCKET = 8;

/** Bytes that one more connection takes, with its share of the buckets. */
export function bytesPerEntry({ entry_bytes, buckets, limit }: Evidence): number {
  const bucketsEach = buckets === null || limit === 0 ? 1 : Math.min(1, buckets / limit);
  return (entry_bytes ?? USUAL_ENTRY) + EXTENSIONS + BUCKET * bucketsEach;
}

/** The largest limit at which a full table takes no more than this share of the available memory; unknown without it. */
export function limitByMemory(evidence: Evidence, share: number): number | undefined {
  const { memory_available, entries } = evidence;
  if (memory_available === null) return undefined;
  return entries + Math.floor((memory_available * share) / bytesPerEntry(evidence));
}

/** Bytes that are missing to fill the table up to a limit; 0 when there are enough, or nobody knows. */
export function bytesMissing(evidence: Evidence, limit: number): number {
  const { memory_available, entries } = evidence;
  if (memory_available === null) return 0;
  return Math.max(0, Math.ceil((limit - entries) * bytesPerEntry(evidence) - memory_available));
}
