import fc from 'fast-check';
import type { Evidence } from '../../src/actions/conntrack-limit/evidence.ts';
import { type ConntrackLimitSettings, conntrackLimitSettings } from '../../src/actions/conntrack-limit/settings.ts';

/** A host whose own table is nine tenths full, grows by 100 a second and has lost nothing yet. */
export function filling(more: Partial<Evidence> = {}): Evidence {
  return {
    netns: '',
    limit: 65_536,
    buckets: 65_536,
    buckets_by: 'sysctl',
    writable: true,
    entries: 59_000,
    entries_before: 58_800,
    seconds: 2,
    lost: { drop: 0, early_drop: 0, insert_failed: 0 },
    log: { lines: 0, seconds_ago: null },
    memory_available: 8 * 2 ** 30,
    entry_bytes: 256,
    all_entries: 60_000,
    fullest: { netns: '', entries: 58_900 },
    file: null,
    ...more,
  };
}

export function limitSettings(given: unknown = {}): ConntrackLimitSettings {
  return conntrackLimitSettings.parse(given);
}

const count = fc.nat({ max: 5_000_000 });
const few = fc.nat({ max: 1000 });

/** Any host, of any size and in any trouble. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    netns: fc.constantFrom('', 'blue'),
    limit: fc.oneof(fc.nat({ max: 4096 }), count),
    pages: fc.integer({ min: 1, max: 4096 }),
    buckets_by: fc.constantFrom('sysctl' as const, 'module' as const, 'nothing' as const),
    writable: fc.constantFrom(true, null),
    used: fc.double({ min: 0, max: 1.2, noNaN: true }),
    risen: fc.integer({ min: -5000, max: 50_000 }),
    seconds: fc.double({ min: 0.1, max: 20, noNaN: true }),
    lost: fc.option(fc.record({ drop: few, early_drop: few, insert_failed: few }), { nil: null }),
    log: fc.constantFrom(null, { lines: 0, seconds_ago: null }, { lines: 3, seconds_ago: 12 }),
    memory_available: fc.option(fc.nat({ max: 2 ** 36 }), { nil: null }),
    entry_bytes: fc.constantFrom(null, 256, 320),
    others: count,
    file: fc.constantFrom(
      null,
      'absent',
      'net.netfilter.nf_conntrack_max=4096',
      'other text (SHA-256 0123456789abcdef)',
    ),
  })
  .map(({ pages, used, risen, others, ...evidence }) => {
    const entries = Math.floor(evidence.limit * used);
    return {
      ...evidence,
      buckets: pages * 512,
      entries,
      entries_before: Math.max(0, entries - risen),
      all_entries: entries + others,
      fullest: { netns: evidence.netns, entries },
    };
  });

export const anySettings: fc.Arbitrary<ConntrackLimitSettings> = fc
  .record({
    max: fc.integer({ min: 1024, max: 10_000_000 }),
    memory_share: fc.double({ min: 0.001, max: 0.9, noNaN: true }),
    lasts: fc.integer({ min: 60, max: 7200 }),
    full_from: fc.double({ min: 0.5, max: 1, noNaN: true }),
    below: fc.double({ min: 0.1, max: 0.99, noNaN: true }),
    when_one_namespace: fc.constantFrom('raise', 'refuse'),
    persist: fc.boolean(),
  })
  .map(limitSettings);
