import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineCollector } from '../collectors/collector.ts';
import { recordedHost } from '../host/recorded-host.ts';
import { configFor } from './global-options.ts';
import { readHost } from './read-host.ts';

const HAPROXY = path.join(import.meta.dirname, '../collectors/haproxy/fixtures/hosts/2.6');

it('a collector that compares others is read after them, also when they are not asked for themselves', async () => {
  const comparing = defineCollector({
    name: 'comparing',
    help: 'For tests.',
    sources: [],
    settings: z.strictObject({}),
    metrics: [],
    kinds: [],
    occurrences: [],
    compares: ['haproxy'],
    start: () => ({
      collect: async ({ others }) => {
        const finding = others?.get('haproxy');
        return { outcome: 'ok', problems: [], states: finding?.states ?? new Map(), families: () => [] };
      },
    }),
  });
  const snapshots = await readHost(
    [comparing],
    await configFor({}),
    recordedHost(HAPROXY),
    AbortSignal.timeout(10_000),
  );
  expect(snapshots.map(({ collector }) => collector)).toEqual(['comparing']);
  expect(snapshots[0]?.states.has('server/admin:app/app1')).toBe(true);
});
