import { formatByteSize } from '../../core/byte-size.ts';
import type { Refusal } from '../action.ts';
import { percent, usageOf } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { bytesPerEntry, limitByMemory } from './memory.ts';
import type { ConntrackLimitSettings } from './settings.ts';

/** A raise by less changes nothing for long; by more, nobody has thought about. */
const LEAST_FACTOR = 1.5;
/** A table that is full does not show by how much it would grow. */
const FULL = { from: 0.95, factor: 2 } as const;
const MOST_FACTOR = 4;

/** Large limits are round numbers. */
const ROUND = 1024;

/**
 * The limit at which the table lasts as long as wanted, within the bounds of one raise and below both ceilings. A ceiling
 * may make it a smaller raise, but never one after which the table would still be too full.
 */
export function newLimit(
  evidence: Evidence,
  growth: number,
  settings: ConntrackLimitSettings,
): { readonly limit: number } | Refusal {
  const { limit: now, entries } = evidence;
  const most = now * MOST_FACTOR;
  // After a smaller raise it could not be proven that it has helped.
  const least = Math.max(Math.ceil(now * leastFactor(evidence)), Math.floor(entries / settings.below) + 1);
  const bounded = Math.min(Math.max(Math.ceil(entries + growth * settings.lasts), least), most);
  const round = now >= 8 * ROUND ? Math.min(Math.ceil(bounded / ROUND) * ROUND, most) : bounded;
  const byMemory = limitByMemory(evidence, settings.memory_share) ?? Number.POSITIVE_INFINITY;
  const limit = Math.min(round, settings.max, byMemory);
  const ceiling = ceilingWords(evidence, settings, byMemory, most);
  if (limit <= now) return { refused: `the limit is at its ceiling: it is ${now}, and ${ceiling}` };
  if (entries >= limit * settings.below) {
    return {
      refused: `a raise from ${now} to ${limit} would leave the table ${percent(entries / limit)} full: ${ceiling}`,
    };
  }
  return { limit };
}

function leastFactor(evidence: Evidence): number {
  return usageOf(evidence) >= FULL.from ? FULL.factor : LEAST_FACTOR;
}

/** The lowest of the bounds, in words. */
function ceilingWords(evidence: Evidence, settings: ConntrackLimitSettings, byMemory: number, most: number): string {
  const lowest = Math.min(settings.max, byMemory, most);
  if (lowest === settings.max) return `max is ${settings.max}`;
  if (lowest === most) return `a raise is ${MOST_FACTOR}-fold at most`;
  return `memory allows ${byMemory} (${memoryWords(evidence, settings)})`;
}

function memoryWords(evidence: Evidence, { memory_share }: ConntrackLimitSettings): string {
  const size = evidence.memory_available === null ? 'unknown' : formatByteSize(evidence.memory_available);
  return `${percent(memory_share)} of ${size} at ${Math.round(bytesPerEntry(evidence))} bytes a connection`;
}
