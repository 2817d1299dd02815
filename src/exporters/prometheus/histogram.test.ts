import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasProgram } from '../../../test/support/programs.ts';
import type { Family, Histogram, MetricDefinition } from '../../core/metric.ts';
import { expositionText } from './exposition.ts';
import { mergeFamilies } from './merge-families.ts';

const batches: MetricDefinition = {
  name: 'netsteward_pmd_batch_packets',
  type: 'histogram',
  help: 'Packets in a batch.',
  labels: ['core'],
  source: 'test',
};
const histogram: Histogram = { bounds: [1, 4, 32], cumulative: [5, 5, 9], count: 11, sum: 260 };
const family = (value: Histogram | number, definition = batches): Family => ({
  definition,
  points: [{ labels: ['2'], value }],
});

describe('a histogram', () => {
  it('is written as buckets that count all below them, the infinite one, sum and count', async () => {
    const lines = [
      '# HELP netsteward_pmd_batch_packets Packets in a batch.',
      '# TYPE netsteward_pmd_batch_packets histogram',
      'netsteward_pmd_batch_packets_bucket{le="1",core="2"} 5',
      'netsteward_pmd_batch_packets_bucket{le="4",core="2"} 5',
      'netsteward_pmd_batch_packets_bucket{le="32",core="2"} 9',
      'netsteward_pmd_batch_packets_bucket{le="+Inf",core="2"} 11',
      'netsteward_pmd_batch_packets_sum{core="2"} 260',
      'netsteward_pmd_batch_packets_count{core="2"} 11',
    ];
    expect(await expositionText([family(histogram)], 'text')).toBe(`${lines.join('\n')}\n`);
    expect(await expositionText([family(histogram)], 'openmetrics')).toBe(`${lines.join('\n')}\n# EOF\n`);
  });

  it('has no sum where none is known', async () => {
    const text = await expositionText([family({ ...histogram, sum: undefined })], 'text');
    expect(text).not.toContain('_sum');
    expect(text).toContain('netsteward_pmd_batch_packets_count{core="2"} 11\n');
  });

  it('needs no label', async () => {
    const definition: MetricDefinition = { ...batches, labels: [] };
    const text = await expositionText([{ definition, points: [{ labels: [], value: histogram }] }], 'text');
    expect(text).toContain('netsteward_pmd_batch_packets_bucket{le="+Inf"} 11\n');
    expect(text).toContain('netsteward_pmd_batch_packets_count 11\n');
  });

  it('is what promtool takes for one, whatever it holds', async (context) => {
    if (!hasProgram('promtool')) context.skip('promtool is not installed');
    const counts = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(counts, fc.option(fc.nat(), { nil: undefined }), async (added, sum) => {
        let total = 0;
        const cumulative = added.map((count) => {
          total += count;
          return total;
        });
        const value = { bounds: added.map((_, index) => 2 ** index), cumulative, count: total + 3, sum };
        const merged = mergeFamilies([family(value)]);
        expect(merged.leftOut).toEqual([]);
        const input = await expositionText(merged.families, 'text');
        expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8', stdio: 'pipe' })).toBe('');
      }),
      { numRuns: 5 },
    );
  });
});

describe('a histogram that contradicts itself or its definition', () => {
  it.each<[string, Family]>([
    ['their buckets are not in ascending order', family({ ...histogram, cumulative: [5, 4, 9] })],
    ['their buckets are not in ascending order', family({ ...histogram, count: 8 })],
    ['their buckets are not in ascending order', family({ ...histogram, bounds: [1, 1, 2] })],
    ['their buckets are not as many as their bounds', family({ ...histogram, bounds: [1, 4] })],
    ['they are numbers in a histogram', family(7)],
    ['they are histograms in a gauge', family(histogram, { ...batches, type: 'gauge' })],
  ])('is left out: %s', (reason, bad) => {
    const merged = mergeFamilies([bad]);
    expect(merged.leftOut).toEqual([{ metric: batches.name, reason, points: 1 }]);
    expect(merged.families.flatMap(({ points }) => points)).toEqual([]);
  });

  it.each<[string, Partial<MetricDefinition>]>([
    ['it is a histogram with the suffix of another type', { name: 'netsteward_pmd_batch_count' }],
    ['it is a histogram with the label of its buckets, le', { labels: ['le'] }],
  ])('is left out by its definition: %s', (reason, change) => {
    expect(mergeFamilies([family(histogram, { ...batches, ...change })]).leftOut[0]?.reason).toBe(reason);
  });
});
