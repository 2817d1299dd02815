/** Largest page that anybody uses (64 KiB), in buckets of 8 bytes. */
const LARGEST_GRAIN = 8192;
/** Smallest page (4 KiB). */
const SMALLEST_GRAIN = 512;

const MOST = 2_147_483_647;

/**
 * The number of buckets for a new limit: as many connections share one as before, but no more buckets than connections,
 * as more gain nothing. Never fewer than now. The kernel rounds up to whole pages (net/netfilter/nf_conntrack_core.c,
 * `nf_ct_alloc_hashtable`), whose size is not told: the present number, which was rounded too, says what is whole.
 */
export function bucketsFor(limit: number, from: { readonly limit: number; readonly buckets: number }): number {
  const wanted = Math.min(limit, Math.ceil((from.buckets * limit) / from.limit));
  if (wanted <= from.buckets) return from.buckets;
  const grain = grainOf(from.buckets);
  const rounded = Math.ceil(wanted / grain) * grain;
  return rounded > MOST ? from.buckets : rounded;
}

/** The largest power of two that divides the number, within the bounds of pages: a multiple of it is whole pages too. */
function grainOf(buckets: number): number {
  let grain = LARGEST_GRAIN;
  while (grain > SMALLEST_GRAIN && buckets % grain !== 0) grain /= 2;
  return grain;
}
