import { execa } from 'execa';
import { beforeEach, expect, it } from 'vitest';
import { catalogueParts } from '../../src/cli/catalogue.ts';
import type { Histogram, MetricDefinition } from '../../src/core/metric.ts';
import { expositionText } from '../../src/exporters/prometheus/exposition.ts';
import { mergeFamilies } from '../../src/exporters/prometheus/merge-families.ts';
import { programPath } from '../support/programs.ts';

const someHistogram: Histogram = { bounds: [1, 2], cumulative: [1, 1], count: 2, sum: 4 };

beforeEach((context) => {
  if (programPath('promtool') === undefined) context.skip('promtool is not installed (it comes with prometheus)');
});

it('promtool has nothing to say about any metric that there is', async () => {
  const definitions: readonly MetricDefinition[] = catalogueParts().flatMap(({ metrics }) => metrics);
  const { families, leftOut } = mergeFamilies(
    definitions.map((definition) => ({
      definition,
      points: [{ labels: definition.labels, value: definition.type === 'histogram' ? someHistogram : 1 }],
    })),
  );
  expect(leftOut).toEqual([]);
  expect(families.length).toBe(definitions.length);
  expect(await lint(await expositionText(families, 'text'))).toEqual({ exitCode: 0, told: '' });
});

it('promtool would have something to say about a bad metric', async () => {
  const definition: MetricDefinition = {
    name: 'netsteward_wait_milliseconds',
    type: 'gauge',
    help: 'A wait.',
    labels: [],
    source: 'test',
  };
  const text = await expositionText([{ definition, points: [{ labels: [], value: 1 }] }], 'text');
  expect((await lint(text)).told).toContain('netsteward_wait_milliseconds');
});

async function lint(input: string) {
  const program = programPath('promtool') ?? 'promtool';
  const { exitCode, all } = await execa(program, ['check', 'metrics'], { input, all: true, reject: false });
  return { exitCode, told: all };
}
