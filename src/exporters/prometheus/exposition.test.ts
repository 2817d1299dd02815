import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family, MetricDefinition } from '../../core/metric.ts';
import { expositionText } from './exposition.ts';

const info: MetricDefinition = {
  name: 'netsteward_interface_info',
  type: 'gauge',
  help: 'An interface, its \\ and "kind".\nSecond line.',
  labels: ['interface', 'kind'],
  source: 'test',
};
const carrier: MetricDefinition = {
  name: 'netsteward_interface_carrier_changes_total',
  type: 'counter',
  help: 'Changes of the carrier.',
  labels: ['interface'],
  source: 'test',
};
const boots: MetricDefinition = { name: 'netsteward_boots', type: 'gauge', help: 'Boots.', labels: [], source: 'test' };
const families: readonly Family[] = [
  {
    definition: info,
    points: [
      { labels: ['eth0', 'physical'], value: 1 },
      { labels: ['a"b\\c\nd', ''], value: 1 },
    ],
  },
  { definition: carrier, points: [{ labels: ['eth0'], value: 2 ** 64 }] },
  { definition: boots, points: [{ labels: [], value: -0.25 }] },
];

describe('the text format', () => {
  it('gives each metric its help, its type and its series, escaped', async () => {
    expect(await expositionText(families, 'text')).toBe(
      [
        '# HELP netsteward_interface_info An interface, its \\\\ and "kind".\\nSecond line.',
        '# TYPE netsteward_interface_info gauge',
        'netsteward_interface_info{interface="eth0",kind="physical"} 1',
        'netsteward_interface_info{interface="a\\"b\\\\c\\nd",kind=""} 1',
        '# HELP netsteward_interface_carrier_changes_total Changes of the carrier.',
        '# TYPE netsteward_interface_carrier_changes_total counter',
        'netsteward_interface_carrier_changes_total{interface="eth0"} 18446744073709552000',
        '# HELP netsteward_boots Boots.',
        '# TYPE netsteward_boots gauge',
        'netsteward_boots -0.25',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [0, '0'],
    [1e20, '100000000000000000000'],
    [0.1, '0.1'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'Nan'],
  ])('writes %d as %s', async (value, text) => {
    const written = await expositionText([{ definition: boots, points: [{ labels: [], value }] }], 'text');
    expect(written).toContain(`\nnetsteward_boots ${text}\n`);
  });
});

describe('OpenMetrics', () => {
  it('names a counter without its suffix, quotes no help text and ends with a mark', async () => {
    expect(await expositionText(families, 'openmetrics')).toBe(
      [
        "# HELP netsteward_interface_info An interface, its \\\\ and 'kind'.\\nSecond line.",
        '# TYPE netsteward_interface_info gauge',
        'netsteward_interface_info{interface="eth0",kind="physical"} 1',
        'netsteward_interface_info{interface="a\\"b\\\\c\\nd",kind=""} 1',
        '# HELP netsteward_interface_carrier_changes Changes of the carrier.',
        '# TYPE netsteward_interface_carrier_changes counter',
        'netsteward_interface_carrier_changes_total{interface="eth0"} 18446744073709552000',
        '# HELP netsteward_boots Boots.',
        '# TYPE netsteward_boots gauge',
        'netsteward_boots -0.25',
        '# EOF',
        '',
      ].join('\n'),
    );
  });
});

describe('a rendering', () => {
  it('gives the values of one array the label names of each metric', async () => {
    const shared = ['eth0'];
    const other: MetricDefinition = { ...carrier, labels: ['port'] };
    const text = await expositionText(
      [carrier, other, carrier].map((definition) => ({ definition, points: [{ labels: shared, value: 1 }] })),
      'text',
    );
    const labels = text.split('\n').flatMap((line) => /\{.*\}/.exec(line) ?? []);
    expect(labels).toEqual(['{interface="eth0"}', '{port="eth0"}', '{interface="eth0"}']);
  });

  it('can be read back, whatever stands in the labels and whatever the values are', async () => {
    const point = fc.record({
      labels: fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
      value: fc.double(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(point), fc.constantFrom('text', 'openmetrics'), async (points, format) => {
        const lines = (await expositionText([{ definition: info, points }], format)).split('\n');
        const samples = lines.filter((line) => line !== '' && !line.startsWith('#')).map(readSample);
        const expected = points.map(({ labels, value }) => ({
          labels: labels.map((label) => label.replaceAll('\0', '\uFFFD').toWellFormed()),
          value: Object.is(value, -0) ? 0 : value,
        }));
        expect(samples).toEqual(expected);
      }),
    );
  });
});

/** Reads `netsteward_interface_info{interface="…",kind="…"} 1`. */
function readSample(line: string) {
  const match = /^netsteward_interface_info\{interface="((?:[^"\\]|\\.)*)",kind="((?:[^"\\]|\\.)*)"\} (\S+)$/su.exec(
    line,
  );
  const [, interfaceName, kind, value = ''] = match ?? [];
  const number = { Nan: Number.NaN, '+Inf': Number.POSITIVE_INFINITY, '-Inf': Number.NEGATIVE_INFINITY }[value];
  return { labels: [plain(interfaceName), plain(kind)], value: number ?? Number(value) };
}

function plain(text: string | undefined) {
  return text?.replaceAll(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}
