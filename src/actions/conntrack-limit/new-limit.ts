import { raisedLimit } from '../../conntrack/raised-limit.ts';
import { formatByteSize } from '../../core/byte-size.ts';
import type { Refusal } from '../action.ts';
import { percent } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { bytesPerEntry, limitByMemory } from './memory.ts';
import type { ConntrackLimitSettings } from './settings.ts';

/** The limit at which the table lasts as long as wanted, within the ceilings of memory and configuration. */
export function newLimit(
  evidence: Evidence,
  growth: number,
  settings: ConntrackLimitSettings,
): { readonly limit: number } | Refusal {
  const { limit: now, entries: connections } = evidence;
  const { lasts, below, max, memory_share } = settings;
  const byMemory = limitByMemory(evidence, memory_share);
  const limit = raisedLimit(
    { limit: now, connections, growth },
    {
      lasts,
      below,
      max,
      byMemory: byMemory === undefined ? undefined : { limit: byMemory, words: memoryWords(evidence, settings) },
    },
  );
  return typeof limit === 'number' ? { limit } : limit;
}

function memoryWords(evidence: Evidence, { memory_share }: ConntrackLimitSettings): string {
  const size = evidence.memory_available === null ? 'unknown' : formatByteSize(evidence.memory_available);
  return `${percent(memory_share)} of ${size} at ${Math.round(bytesPerEntry(evidence))} bytes a connection`;
}
