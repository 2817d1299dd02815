/** A table of connections that is too small, and what bounds a larger limit. */
export type FillingTable = {
  readonly limit: number;
  readonly connections: number;
  /** Connections by which it grows in a second, those included that it had no room for. */
  readonly growth: number;
};

export type LimitBounds = {
  /** Seconds that the table is to last at its present growth. */
  readonly lasts: number;
  /** The share of the new limit below which the table has to be. */
  readonly below: number;
  /** Never more than this, by configuration. */
  readonly max: number;
  /** Never more than this, by memory, with its reason in words; nothing where it is not known. */
  readonly byMemory: { readonly limit: number; readonly words: string } | undefined;
};

/** A raise by less changes nothing for long; by more, nobody has thought about. */
export const LEAST_FACTOR = 1.5;
/** A table that is full does not show by how much it would grow. */
const FULL = { from: 0.95, factor: 2 } as const;
export const MOST_FACTOR = 4;

/** Large limits are round numbers. */
const ROUND = 1024;

/**
 * The limit at which a table lasts as long as wanted, within the bounds of one raise and below both ceilings. A ceiling
 * may make it a smaller raise, but never one after which the table would still be too full.
 */
export function raisedLimit(table: FillingTable, bounds: LimitBounds): number | { readonly refused: string } {
  const { limit: now, connections, growth } = table;
  const most = now * MOST_FACTOR;
  // After a smaller raise it could not be proven that it has helped.
  const least = Math.max(Math.ceil(now * leastFactor(table)), Math.floor(connections / bounds.below) + 1);
  const wanted = Math.min(Math.max(Math.ceil(connections + growth * bounds.lasts), least), most);
  const round = now >= 8 * ROUND ? Math.min(Math.ceil(wanted / ROUND) * ROUND, most) : wanted;
  const limit = Math.min(round, bounds.max, bounds.byMemory?.limit ?? Number.POSITIVE_INFINITY);
  const ceiling = ceilingWords(bounds, most);
  if (limit <= now) return { refused: `the limit is at its ceiling: it is ${now}, and ${ceiling}` };
  if (connections < limit * bounds.below) return limit;
  const full = Math.round((connections / limit) * 100);
  return { refused: `a raise from ${now} to ${limit} would leave the table ${full} % full: ${ceiling}` };
}

function leastFactor({ limit, connections }: FillingTable): number {
  return connections >= limit * FULL.from ? FULL.factor : LEAST_FACTOR;
}

/** The lowest of the bounds, in words. */
function ceilingWords({ max, byMemory }: LimitBounds, most: number): string {
  const lowest = Math.min(max, byMemory?.limit ?? Number.POSITIVE_INFINITY, most);
  if (lowest === max) return `max is ${max}`;
  if (lowest === byMemory?.limit) return `memory allows ${lowest} (${byMemory.words})`;
  return `a raise is ${MOST_FACTOR}-fold at most`;
}
