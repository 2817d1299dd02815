import { Gauge, Registry } from 'prom-client';
import type { Family, MetricDefinition } from '../src/core/metric.ts';
import { expositionText } from '../src/exporters/prometheus/exposition.ts';
import { mergeFamilies } from '../src/exporters/prometheus/merge-families.ts';
import { cpuOf } from './cpu.ts';
import type { Bench } from './row.ts';

const FAMILIES = 20;
const OBJECTS = 2_000;
const ROUNDS = 5;

function definition(index: number): MetricDefinition {
  const name = `netsteward_bench_${index}_bytes` as const;
  return { name, type: 'gauge', help: 'A figure of the bench.', labels: ['netns', 'interface'], source: 'bench' };
}

const objects = Array.from({ length: OBJECTS }, (_, index) => ['', `tap${index}`]);

function ours(): readonly Family[] {
  return Array.from({ length: FAMILIES }, (_, index) => ({
    definition: definition(index),
    points: objects.map((labels, row) => ({ labels, value: row * 1_000_003 + index })),
  }));
}

/** The same series kept in prom-client's own gauges. */
function peer(): Registry {
  const registry = new Registry();
  for (let index = 0; index < FAMILIES; index += 1) {
    const { name, help } = definition(index);
    const gauge = new Gauge({ name, help, labelNames: ['netns', 'interface'], registers: [registry] });
    for (const [row, [netns = '', name = '']] of objects.entries()) {
      gauge.set({ netns, interface: name }, row * 1_000_003 + index);
    }
  }
  return registry;
}

export const bench: Bench = {
  missing: () => undefined,
  run: async () => {
    const registry = peer();
    const families = ours();
    const rendered = await cpuOf(ROUNDS, async () => expositionText(mergeFamilies(families).families, 'text'));
    const byPeer = await cpuOf(ROUNDS, async () => registry.metrics());
    return [
      {
        figure: `render ${FAMILIES * OBJECTS} series, CPU`,
        unit: 'ms',
        ours: rendered,
        peer: { name: "prom-client's own gauges", value: byPeer },
        target: 100,
      },
    ];
  },
};
