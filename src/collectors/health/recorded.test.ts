import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linesOfFamilies } from '../../../test/support/lines-of-families.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { collector } from './index.ts';

const HOSTS = join(import.meta.dirname, 'fixtures/hosts');

/**
 * The host was recorded with real servers of every sort behind its members: one that answers, one that says 503, one that is
 * silent, one that is closed, and one in a namespace that is not there.
 */
it('a reading of recorded checks tells everything that the recording holds', async () => {
  const reader = collector.open(recordedHost(join(HOSTS, 'pools')), {});
  const found = await reader.collect({ signal: new AbortController().signal, changed: undefined });
  expect([found.outcome, found.problems]).toEqual(['ok', []]);
  const lines = linesOfFamilies(
    found.families().map((family) => ({ ...family, points: family.points.map(countOnly) })),
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(HOSTS, '../pools.metrics.txt'));
  await expect(`${JSON.stringify([...found.states.values()], null, 1)}\n`).toMatchFileSnapshot(
    join(HOSTS, '../pools.states.json'),
  );
});

type AnyPoint = { readonly labels: readonly string[]; readonly value: number | { readonly count: number } };

function countOnly({ labels, value }: AnyPoint) {
  return { labels, value: typeof value === 'number' ? value : value.count };
}
