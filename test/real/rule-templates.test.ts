import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileTemplate } from '../../src/alerts/templates/compile-template.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { programPath } from '../support/programs.ts';

const functions = ['humanize', 'humanize1024', 'humanizePercentage'];
const verbs = ['%f', '%.0f', '%.2f', '%8.3f', '%-8.1f|', '%08.2f', '%+.1f', '% .1f', '%e', '%.3e', '%g', '%.3g', '%v'];
const moreVerbs = ['%6v|', '%+v', '%.10g', '%5.1f%%', '%+g', '%-+9.2f|', '%+08.1f', '%.1F'];
const others = [
  '{{ $value }}',
  '{{ .Value }} of {{ .Labels.text }}',
  '{{ $value | printf "%.1f" }}',
  '{{ printf "%s and %q" $labels.text $labels.quoted }}',
  '{{ printf "%-8s|%8s|%.2s" $labels.text $labels.text $labels.text }}',
  '{{ $labels.text | toUpper }} {{ $labels.text | title }} {{ $labels.capitals | toLower }}',
  '{{ $labels.address | stripPort }} {{ $labels.six | stripPort }} {{ $labels.name | stripDomain }}',
  '{{ $labels.name | stripPort }} {{ $labels.numeric | stripDomain }} {{ $labels.ported | stripDomain }}',
  '{{ $labels.number | humanize }} {{ $labels.number | humanizeDuration }} {{ $labels.number | humanizePercentage }}',
  'a  {{- $value -}}  b {{ $labels.nothing }}c',
  '{{/* nothing */}}{{ `raw \\n` }}{{ "quoted\\t\\"x\\"" }}',
  '{{ if $labels.text }}yes{{ else }}no{{ end }} {{ if $labels.nothing }}yes{{ else }}no{{ end }}{{ if $value }} not nought{{ end }}',
  '{{ with $labels.text }}in {{ . }}{{ if $labels.nothing }}x{{ else }}, {{ . | toUpper }}{{ end }}{{ end }}',
  '{{ with $labels.nothing }}in {{ . }}{{ else }}{{ .Value }}{{ end }} {{ with $value }}{{ . | humanize }}{{ end }}',
  '{{ if $labels.text -}}  close  {{- end }} {{ printf "%v%%" $value }}',
];
const labels = {
  text: 'some words',
  quoted: 'a "b" \\ ü',
  capitals: 'BOND0',
  address: '192.0.2.1:443',
  six: '[2001:db8::1]:80',
  name: 'node-1.example.org',
  numeric: '192.0.2.1',
  ported: 'node-1.example.org:9100',
  number: '12345.678',
};
const ofTime = ['{{ $value | humanizeTimestamp }} {{ humanizeTimestamp $value }}', '{{ humanizeDuration $value }}'];
const templates = [
  ...functions.map((name) => `{{ $value | ${name} }} {{ ${name} $value }}`),
  ...[...verbs, ...moreVerbs].map((verb) => `{{ printf "${verb}" $value }}`),
  ...others,
];

const values = [
  ...[
    0,
    1,
    -1,
    0.5,
    0.1 + 0.2,
    1 / 3,
    2 / 3,
    0.95,
    0.999_95,
    1.5,
    2.5,
    9.9995,
    12.345,
    59.9,
    59.999_99,
    60,
    61.5,
    99.995,
  ],
  ...[
    100, 123.456, 999.95, 999.99, 1000, 1023.99, 1024, 1536, 3599.9, 3600, 3661, 12_345.678, 86_399, 86_400, 90_061.5,
  ],
  ...[123_456, 999_999, 1_000_000, 20_999_999, 21_000_000, 1e9, 1_700_000_000.125, 1_700_000_000, 123_456_789.123],
  ...[1e15, 1e20, 1e21, 1.5e21, 1e24, 1e27, 1e30, 2 ** 53, 2 ** 70, 0.01, 0.001, 0.000_123_4, 0.000_012_3, 1e-6, 1e-7],
  ...[1.5e-9, 1e-12, 1e-21, 1e-24, 1e-25, 1e-30, -0.25, -0.000_5, -12.5, -1234.5, -90_061, -1e9, 0.123_456_789],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];

beforeEach((context) => {
  if (programPath('promtool') === undefined) context.skip('promtool is not installed (it comes with prometheus)');
});

it('templates are filled in as Prometheus fills them in', { timeout: 60_000 }, async () => {
  expect(await compared(templates, values)).toEqual([]);
});

it('times are written as Prometheus writes them', async () => {
  // Beyond these Prometheus 2.42 gives nonsense, and later ones an error as we do.
  const times = values.filter((value) => Math.abs(value) < 9e9 || !Number.isFinite(value));
  expect(await compared(ofTime, times)).toEqual([]);
});

/** Every template with every value, where promtool has another text than we. */
async function compared(all: readonly string[], numbers: readonly number[]): Promise<readonly string[]> {
  const folder = privateDirectory();
  const annotations = Object.fromEntries(all.map((template, index) => [`a${index}`, template]));
  const rules = [{ alert: 'A', expr: 'x == x or x != x', annotations }];
  writeFileSync(path.join(folder, 'rules.yaml'), stringify({ groups: [{ name: 'g', rules }] }));
  const tests = numbers.map((value) => ({
    interval: '1m',
    input_series: [{ series: `x${printed(labels)}`, values: inNotation(value) }],
    alert_rule_test: [
      { eval_time: '0m', alertname: 'A', exp_alerts: [{ exp_labels: labels, exp_annotations: ours(all, value) }] },
    ],
  }));
  writeFileSync(path.join(folder, 'tests.yaml'), stringify({ rule_files: ['rules.yaml'], tests }));
  const run = await execa(programPath('promtool') ?? 'promtool', ['test', 'rules', path.join(folder, 'tests.yaml')], {
    all: true,
    reject: false,
  });
  return run.exitCode === 0 ? [] : differences(all, run.all);
}

function ours(all: readonly string[], value: number): Readonly<Record<string, string>> {
  const data = { labels: new Map(Object.entries(labels)), value };
  return Object.fromEntries(all.map((template, index) => [`a${index}`, compileTemplate(template)(data)]));
}

function printed(all: Readonly<Record<string, string>>): string {
  return `{${Object.entries(all)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;
}

function inNotation(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return String(value);
}

// a0="1.235k"
const ANNOTATION = /\b(a\d+)=("(?:[^"\\]|\\.)*")/g;

/** What promtool expected of us and what it has, for the templates that differ. */
function differences(compiled: readonly string[], output: string): readonly string[] {
  const all = [...output.matchAll(/exp:\[([\s\S]*?)\],\s+got:\[([\s\S]*?)\]\s*(?=\n|$)/g)];
  if (all.length === 0) return [output];
  return all.flatMap(([, expected = '', got = '']) => {
    const theirs = new Map([...got.matchAll(ANNOTATION)].map(([, name = '', text = '']) => [name, text]));
    return [...expected.matchAll(ANNOTATION)].flatMap(([, name = '', text = '']) =>
      theirs.get(name) === text ? [] : [`${compiled[Number(name.slice(1))]}: ours ${text}, theirs ${theirs.get(name)}`],
    );
  });
}
